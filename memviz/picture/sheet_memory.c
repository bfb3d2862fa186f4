#include "memviz/picture/sheet_memory.h"

#include "memviz/model/memory.h"

/* Copied and not pointed to: what is known of a list has gaps, and the picture
 * wants none. */
static void collect_raw(struct sheet_memory *memory)
{
    const struct indexed *list = &memory->model->raw;

    for (unsigned i = 0; i < indexed_end(list); i++) {
        const struct model_raw *entry = indexed_get(list, i);
        if (entry != NULL) {
            memory->raw[memory->raw_count++] =
                (struct e820_entry){entry->base, entry->length, entry->type, entry->attr};
        }
    }
}

/* A length of 2^64 is kept as 0: the last byte comes out right all the same. */
static void collect_clean(struct sheet_memory *memory)
{
    const struct indexed *list = &memory->model->clean;

    for (unsigned i = 0; i < indexed_end(list); i++) {
        const struct model_clean *range = indexed_get(list, i);
        if (range != NULL) {
            memory->clean[memory->clean_count++] =
                (struct e820_range){range->base, range->base + (range->length - 1), range->type};
        }
    }
}

/* Where the kernel has not cleaned the map it is cleaned here, by the same
 * rules, and the picture says so. */
void sheet_memory_collect(struct sheet_memory *memory, const struct model *model)
{
    memory->model = model;
    memory->computed = false;
    memory->raw_count = memory->clean_count = 0;
    collect_raw(memory);
    collect_clean(memory);
    if (memory->clean_count == 0 && memory->raw_count <= E820_RAW_MAX) {
        memory->computed = true;
        memory->clean_count = e820_clean(memory->raw, memory->raw_count, memory->clean);
    }
    if (!model_find_mark(model, "__k_start", &memory->kernel_start) ||
        !model_find_mark(model, "__k_end", &memory->kernel_end))
        memory->kernel_start = memory->kernel_end = 0;
}

/* By the last byte on one side and the end on the other, since a range may reach
 * 2^64 and a region may not. */
static bool meets(uint64_t start, uint64_t last, uint64_t other_start, uint64_t other_end)
{
    return other_start < other_end && start < other_end && last >= other_start;
}

/* The states are in the order in which one hides another. */
static enum sheet_state max_state(enum sheet_state a, enum sheet_state b)
{
    return a > b ? a : b;
}

/* Sums are of whole blocks: the first byte of each block that the stretch meets
 * tells of all of it. */
static bool is_corrupt(const struct model *model, uint64_t start, uint64_t last)
{
    const uint64_t block = FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE;
    uint64_t end = model->total.known ? model->total.frames * FRAMEMAP_FRAME_SIZE : 0;

    for (uint64_t at = start; at < end && at <= last; at = (at / block + 1) * block) {
        if (memory_is_corrupt(model, at))
            return true;
    }
    return false;
}

/* What the frames of the stretch are; memory that is not managed is nothing. */
static enum sheet_state classify_frames(const struct model *model, uint64_t start, uint64_t last)
{
    if (!model->total.known || start / FRAMEMAP_FRAME_SIZE >= model->total.frames)
        return SHEET_NOTHING;
    uint64_t end = last / FRAMEMAP_FRAME_SIZE + 1;
    end = end > model->total.frames ? model->total.frames : end;
    struct frame_counts counts =
        framemap_count(&model->frames, (uint32_t)(start / FRAMEMAP_FRAME_SIZE), (uint32_t)end);
    return counts.of[FRAME_USED] > 0       ? SHEET_USED
           : counts.of[FRAME_UNKNOWN] > 0  ? SHEET_UNKNOWN
           : counts.of[FRAME_RESERVED] > 0 ? SHEET_RESERVED
                                           : SHEET_FREE;
}

/* A slice of the picture is megabytes; of several ranges in it the strictest is
 * shown. */
static enum sheet_state classify_ranges(const struct sheet_memory *memory, uint64_t start,
                                        uint64_t last)
{
    enum sheet_state state = SHEET_NOTHING;

    for (size_t i = 0; i < memory->clean_count; i++) {
        const struct e820_range *range = &memory->clean[i];
        if (range->start <= last && range->last >= start)
            state = max_state(state, sheet_memory_state_of(range->type));
    }
    return state;
}

/* The frames of a hole are reserved too, but the map knows better why. */
enum sheet_state sheet_memory_classify(const struct sheet_memory *memory, uint64_t start,
                                       uint64_t last)
{
    const struct model *model = memory->model;

    if (is_corrupt(model, start, last))
        return SHEET_CORRUPT;
    if (meets(start, last, memory->kernel_start, memory->kernel_end))
        return SHEET_KERNEL;
    enum sheet_state frames = classify_frames(model, start, last);
    if (frames == SHEET_USED)
        return SHEET_USED;
    if (model->heap.known && meets(start, last, model->heap.start, model->heap.cursor))
        return SHEET_HEAP;
    if (model->heap.known && meets(start, last, model->heap.cursor, model->heap.end))
        return SHEET_HEAP_LEFT;
    enum sheet_state range = classify_ranges(memory, start, last);
    if (frames == SHEET_RESERVED && range != SHEET_FREE)
        return range;
    return max_state(frames, range);
}

/* A gap is worth drawing when it is short beside what lies below it. */
uint64_t sheet_memory_find_end(const struct sheet_memory *memory)
{
    uint64_t end = 0;

    for (size_t i = 0; i < memory->clean_count; i++) {
        const struct e820_range *range = &memory->clean[i];
        bool close = end > 0 && range->start <= end + end / 8;
        if ((range->type == E820_FREE || close) && range->last != UINT64_MAX)
            end = range->last + 1;
    }
    return end;
}

/* ACPI memory is RAM that the firmware keeps: it was bought with the rest. */
uint64_t sheet_memory_sum_ram(const struct sheet_memory *memory)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < memory->clean_count; i++) {
        const struct e820_range *range = &memory->clean[i];
        bool ram = range->type == E820_FREE || range->type == E820_ACPI || range->type == E820_NVS;
        sum += ram ? range->last - range->start + 1 : 0;
    }
    return sum;
}

enum sheet_state sheet_memory_state_of(uint32_t type)
{
    static const enum sheet_state states[] = {
        [E820_FREE] = SHEET_FREE, [E820_RESERVED] = SHEET_RESERVED, [E820_ACPI] = SHEET_ACPI,
        [E820_NVS] = SHEET_NVS,   [E820_UNUSABLE] = SHEET_UNUSABLE,
    };

    return states[e820_type_mapped(type)];
}

const char *sheet_memory_name(enum sheet_state state)
{
    static const char *const names[SHEET_STATES] = {
        [SHEET_NOTHING] = "nothing",   [SHEET_FREE] = "free",
        [SHEET_ACPI] = "ACPI",         [SHEET_NVS] = "ACPI NVS",
        [SHEET_RESERVED] = "reserved", [SHEET_UNUSABLE] = "unusable",
        [SHEET_UNKNOWN] = "not known", [SHEET_HEAP_LEFT] = "heap, left",
        [SHEET_HEAP] = "heap, taken",  [SHEET_USED] = "used",
        [SHEET_KERNEL] = "kernel",     [SHEET_CORRUPT] = "corrupt",
    };

    return names[state];
}

/* Hatched where a state is not quite what its colour says: heap that is not
 * taken, blocks that are not to be believed. */
struct picture_look sheet_memory_look(enum sheet_state state)
{
    static const struct picture_look looks[SHEET_STATES] = {
        [SHEET_NOTHING] = {INK_PAPER, INK_NONE, false},
        [SHEET_FREE] = {INK_FREE, INK_NONE, false},
        [SHEET_ACPI] = {INK_ACPI, INK_NONE, false},
        [SHEET_NVS] = {INK_NVS, INK_NONE, false},
        [SHEET_RESERVED] = {INK_RESERVED, INK_NONE, false},
        [SHEET_UNUSABLE] = {INK_UNUSABLE, INK_NONE, false},
        [SHEET_UNKNOWN] = {INK_UNKNOWN, INK_NONE, false},
        [SHEET_HEAP_LEFT] = {INK_HEAP_LEFT, INK_NONE, true},
        [SHEET_HEAP] = {INK_HEAP, INK_NONE, false},
        [SHEET_USED] = {INK_USED, INK_NONE, false},
        [SHEET_KERNEL] = {INK_KERNEL, INK_NONE, false},
        [SHEET_CORRUPT] = {INK_UNKNOWN, INK_NONE, true},
    };

    return looks[state];
}
