#include "kernel/core/machine.h"

#include "kernel/core/bytes.h"
#include "kernel/core/fmt.h"
#include "kernel/core/protect.h"
#include "kernel/core/units.h"
#include "layout_constants.h"

/* Below this the firmware's areas are readable though no e820 entry names
 * them: the tables, the video memory and the ROMs of every PC. */
#define FIRMWARE_END MIB

/* A word of paint: both stacks begin and end at multiples of it. */
#define STACK_PAINT (STACK_PAINT_BYTE * 0x01010101u)

/* Calls that reach the bottom leave gaps of paint, but not this much. */
#define STRAY_PAINT_MIN 1024u

/* The bitmap is the first allocation: the heap's list then begins with what rules
 * all other memory, and a reader finds it at the heap's start. */
static enum status make_heap(struct machine *m)
{
    const struct heap_request wanted = {
        .size = (uint32_t)frames_memory_size(m->plan.frame_capacity),
        .align = sizeof(uint32_t),
        .tag = "frame bitmap",
    };
    uint64_t bitmap;

    heap_init(&m->heap, m->ops.reach(m->plan.heap_start), m->plan.heap_start, m->plan.heap_end);
    enum status status = heap_alloc(&m->heap, &wanted, &bitmap);
    if (status == STATUS_OK)
        frames_init(&m->frames, heap_pointer(&m->heap, bitmap), m->plan.frame_count,
                    m->plan.frame_capacity);
    return status;
}

/* Page tables for kernel space, with the rights that the regions ask for. */
static enum status make_pages(struct machine *m)
{
    enum status status = paging_init(&m->paging, &m->heap);
    struct regions_runtime runtime = machine_runtime(m);

    if (status == STATUS_OK)
        protect_apply(&m->paging, &runtime, m->image.text_end);
    return status;
}

/* The lowest address of a painted stack that has lost its paint. A stack that was
 * never painted counts as used down to its bottom: that is the most it can be. A
 * frame that happened to store the paint's value there is counted as unused. */
static uint64_t stack_low_water(const struct machine *m, uint64_t start, uint64_t end)
{
    const uint8_t *stack = m->ops.reach(start);
    uint32_t size = (uint32_t)(end - start);
    uint32_t untouched = 0;

    if (stack == NULL)
        return start;
    /* From the bottom up, by words as far as they go: byte by byte, both stacks of a
     * boot took 300,000 instructions. */
    while (untouched < size && *(const uint32_t *)(const void *)(stack + untouched) == STACK_PAINT)
        untouched += sizeof(uint32_t);
    while (untouched < size && stack[untouched] == STACK_PAINT_BYTE)
        untouched++;
    return start + untouched;
}

/* Makes free what is whole frames of a range, at or above the heap's end;
 * returns how many frames. */
static uint32_t release_range(struct machine *m, const struct e820_range *range)
{
    uint32_t heap_end = (uint32_t)(m->plan.heap_end >> FRAME_SHIFT);
    uint32_t start;
    uint32_t end;

    if (!e820_range_frames(range, &start, &end))
        return 0;
    /* What lies below the heap's end is the kernel's, the heap's, or a hole between:
     * it stays reserved, so that no frame of it can be freed by mistake. */
    if (start < heap_end)
        start = heap_end;
    if (end > m->frames.count)
        end = m->frames.count;
    if (start >= end || frames_release(&m->frames, start, end) != STATUS_OK)
        return 0;
    return end - start;
}

enum status machine_init(struct machine *m, const struct bootinfo *boot,
                         const struct machine_image *image, const struct machine_ops *ops)
{
    m->ops = *ops;
    m->image = *image;
    m->acpi_reclaimed = false;
    m->owners.count = 0;
    m->owners.changes = 0;
    m->clean_count = 0;
    m->plan = (struct memory_plan){0};
    m->heap = (struct heap){0};
    m->frames = (struct frames){0};
    m->paging = (struct paging){0};
    m->poison = (struct poison){0};
    m->poison_damaged = 0;
    m->real_stack_low = 0;
    m->stack_low = 0;
    log_init(&m->log);
    warnings_init(&m->warnings);
    /* Everything above is set before the first refusal, so that a refused machine
     * reports zeros and no leftovers. */
    if (boot->magic != BOOTINFO_MAGIC || boot->raw_count > E820_RAW_MAX)
        return STATUS_CORRUPT;
    /* A copy, because MEM_MAP may be reused from step 6 on, and protect_apply()
     * takes it away. */
    bytes_copy(&m->boot, boot, sizeof m->boot);
    m->real_stack_low = stack_low_water(m, LAYOUT_REAL_STACK, LAYOUT_REAL_STACK_END);
    m->clean_count = e820_clean(m->boot.raw, m->boot.raw_count, m->clean);
    enum status status = plan_make(m->clean, m->clean_count, image->end, &m->plan);
    if (status == STATUS_OK)
        status = make_heap(m);
    if (status == STATUS_OK)
        status = make_pages(m);
    if (status != STATUS_OK)
        return status;
    poison_init(&m->poison, m->frames.capacity, m->ops.reach);
    for (size_t i = 0; i < m->clean_count; i++) {
        if (m->clean[i].type == E820_FREE)
            release_range(m, &m->clean[i]);
    }
    return STATUS_OK;
}

/* The result is computed at each call, because the heap's cursor moves. */
struct regions_runtime machine_runtime(const struct machine *m)
{
    return (struct regions_runtime){
        .kernel_start = m->image.start,
        .kernel_end = m->image.end,
        .heap_start = m->heap.start,
        .heap_cursor = m->heap.cursor,
        .heap_end = m->heap.end,
        .first_region_end = m->plan.first_region_end,
        .ram_end = m->plan.ram_end,
        .real_stack_low = m->real_stack_low,
        .stack_low = m->stack_low,
        .stack_start = m->image.stack_start,
    };
}

void machine_log(struct machine *m, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_write(&m->log, m->ops.ticks(), format, arguments);
    va_end(arguments);
}

void machine_warn(struct machine *m, const char *format, ...)
{
    char text[LOG_TEXT_SIZE];
    struct fmt_buffer buffer;
    va_list arguments;

    va_start(arguments, format);
    fmt_print_list(fmt_buffer_init(&buffer, text, sizeof text), format, arguments);
    va_end(arguments);
    warnings_add(&m->warnings, text);
    machine_log(m, "WARNING %s", text);
}

enum status machine_reclaim_acpi(struct machine *m, uint32_t *count)
{
    if (m->acpi_reclaimed)
        return STATUS_ARGUMENT;
    m->acpi_reclaimed = true;
    *count = 0;
    /* ACPI memory mostly lies after the last usable frame, and so past the end of
     * what the bitmap has managed until now. */
    frames_grow(&m->frames, m->plan.frame_capacity);
    for (size_t i = 0; i < m->clean_count; i++) {
        if (m->clean[i].type == E820_ACPI)
            *count += release_range(m, &m->clean[i]);
    }
    return STATUS_OK;
}

/* The next address above address at which a clean range begins, up to 4 GiB. */
static uint64_t next_range_start(const struct machine *m, uint64_t address)
{
    uint64_t next = 4 * GIB;

    for (size_t i = 0; i < m->clean_count; i++) {
        if (m->clean[i].start > address && m->clean[i].start < next)
            next = m->clean[i].start;
    }
    return next;
}

enum machine_memory machine_memory_at(const struct machine *m, uint64_t address, uint64_t *end)
{
    const struct e820_range *range = e820_find(m->clean, m->clean_count, address);

    *end = UINT64_MAX;
    if (address >= 4 * GIB)
        return MACHINE_MEMORY_BEYOND;
    if (range != NULL) {
        *end = range->last >= 4 * GIB ? 4 * GIB : range->last + 1;
        return range->type == E820_UNUSABLE ? MACHINE_MEMORY_BAD : MACHINE_MEMORY_PRESENT;
    }
    *end = next_range_start(m, address);
    /* Reading where nothing answers gives 0xff on most machines: that would be shown
     * as memory full of 0xff, which is wrong. */
    if (address >= FIRMWARE_END)
        return MACHINE_MEMORY_ABSENT;
    if (*end > FIRMWARE_END)
        *end = FIRMWARE_END;
    return MACHINE_MEMORY_PRESENT;
}

void machine_tell_free_access(const struct machine *m, bool begins)
{
    if (m->ops.free_access != NULL)
        m->ops.free_access(m, begins);
}

/* Poisoned frames that are about to be used tell whether they were left alone. */
static void check_poison(struct machine *m, uint32_t first, uint32_t end)
{
    uint64_t address;

    machine_tell_free_access(m, true);
    for (uint32_t frame = poison_next(&m->poison, first); frame < end;
         frame = poison_next(&m->poison, frame + 1)) {
        if (poison_check(&m->poison, frame, &address) == STATUS_OK)
            continue;
        m->poison_damaged++;
        machine_log(m, "poison: frame 0x%x was written to at 0x%llx while it was free", frame,
                    address);
    }
    machine_tell_free_access(m, false);
    /* The new owner writes what it likes: from here on the pattern means nothing. */
    poison_forget(&m->poison, first, end);
}

enum status machine_alloc_frames(struct machine *m, uint32_t length, const char *tag,
                                 uint32_t *first)
{
    if (tag != NULL && m->owners.count == OWNERS_MAX)
        return STATUS_FULL;
    enum status status = frames_alloc_run(&m->frames, length, 1, first);
    if (status != STATUS_OK)
        return status;
    check_poison(m, *first, *first + length);
    if (tag != NULL)
        owners_add(&m->owners, *first, *first + length, tag);
    return STATUS_OK;
}

/* The bitmap is asked first and the tags are taken off before the frames are given
 * back: at each step all that follows is known to succeed, or nothing is done. */
enum status machine_free_frames(struct machine *m, uint32_t first, uint32_t length, uint32_t *bad)
{
    enum status status = frames_check_free(&m->frames, first, length, bad);

    if (status != STATUS_OK) {
        machine_log(m, "refused: free of frame 0x%x", *bad);
        return frames_free_run(&m->frames, first, length); /* which counts the refusal */
    }
    if (owners_remove(&m->owners, first, first + length) != STATUS_OK)
        return STATUS_FULL;
    frames_free_run(&m->frames, first, length);
    machine_tell_free_access(m, true);
    poison_fill(&m->poison, first, first + length);
    machine_tell_free_access(m, false);
    return STATUS_OK;
}

void machine_note_stack(struct machine *m)
{
    m->stack_low = stack_low_water(m, m->image.stack_start, m->image.stack_end);
}

enum status machine_check_poison(const struct machine *m, uint32_t *frame, uint64_t *address)
{
    enum status status = STATUS_OK;

    machine_tell_free_access(m, true);
    for (*frame = poison_next(&m->poison, 0); *frame < m->frames.count;
         *frame = poison_next(&m->poison, *frame + 1)) {
        status = poison_check(&m->poison, *frame, address);
        if (status != STATUS_OK)
            break;
    }
    machine_tell_free_access(m, false);
    return status;
}

uint64_t machine_stack_used(const struct machine *m)
{
    return m->image.stack_end - stack_low_water(m, m->image.stack_start, m->image.stack_end);
}

uint32_t machine_stack_paint(const struct machine *m)
{
    const uint8_t *stack = m->ops.reach(m->image.stack_start);
    uint32_t size = (uint32_t)(m->image.stack_end - m->image.stack_start);
    uint32_t painted = 0;

    for (uint32_t at = 0; stack != NULL && at + sizeof(uint32_t) <= size; at += sizeof(uint32_t)) {
        if (*(const uint32_t *)(const void *)(stack + at) == STACK_PAINT)
            painted += sizeof(uint32_t);
    }
    return painted;
}

bool machine_stack_depth_known(const struct machine *m)
{
    uint32_t paint = machine_stack_paint(m);

    if (machine_stack_used(m) < m->image.stack_end - m->image.stack_start)
        return true;
    return paint != 0 && paint < STRAY_PAINT_MIN;
}
