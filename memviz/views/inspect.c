#include "memviz/views/inspect.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/core/layout.h"
#include "memviz/memory/e820_join.h"
#include "memviz/model/identity.h"
#include "memviz/model/owners.h"
#include "memviz/screen/text.h"

/* What the inspection is about, so that it need not be passed one by one. */
struct inspector {
    struct inspection *out;
    const struct memory_index *index;
    const struct model *model;
    uint64_t address;
};

/* A new line; when there is room for no more, the last one once again. */
static struct inspect_line *begin(struct inspector *inspector, const char *label, enum role role)
{
    struct inspection *out = inspector->out;

    out->count += out->count < INSPECT_LINES_MAX ? 1 : 0;
    struct inspect_line *line = &out->lines[out->count - 1];
    line->label = label;
    line->role = role;
    return line;
}

__attribute__((format(printf, 2, 3))) static void say(struct inspect_line *line, const char *format,
                                                      ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line->text, sizeof line->text, format, arguments);
    va_end(arguments);
}

/* How far it is alike is what one would else scroll for. */
static void inspect_memory(struct inspector *inspector)
{
    uint64_t address = inspector->address;
    char size[TEXT_NUMBER_SIZE];

    text_format_size(size, address);
    say(begin(inspector, "address", ROLE_NUMBER), "%" PRIx64 "  %s", address, size);
    enum memory_kind kind = memory_find_kind(inspector->index, address);
    uint64_t end = memory_find_end(inspector->index, address, UINT64_MAX);
    say(begin(inspector, "memory", ROLE_NORMAL), "%s up to %" PRIx64, memory_kind_name(kind), end);
}

/* With the run it is in: a single used frame in a sea of free ones is another
 * finding than the end of a thousand. */
static void inspect_frame(struct inspector *inspector)
{
    static const char *const states[FRAME_STATES] = {"not known", "free", "used", "reserved"};

    if (inspector->address >= inspector->index->managed_end) {
        say(begin(inspector, "frame", ROLE_DIM), "none: the kernel does not manage it");
        return;
    }
    const struct framemap *map = &inspector->model->frames;
    uint32_t frame = (uint32_t)(inspector->address / FRAMEMAP_FRAME_SIZE);
    /* Backwards frame by frame: the map has no way to do it faster, and it is
     * one address a frame drawn. */
    uint32_t start = frame;
    while (start > 0 && framemap_get(map, start - 1) == framemap_get(map, frame))
        start--;
    uint32_t end = framemap_find_run_end(map, frame, inspector->model->total.frames);
    say(begin(inspector, "frame", ROLE_NORMAL), "%x %s, in a run of %u from %" PRIx64, frame,
        states[framemap_get(map, frame)], end - start, start * FRAMEMAP_FRAME_SIZE);
}

/* Whom the kernel gave it to, where it says so. */
static void inspect_owner(struct inspector *inspector)
{
    const struct model *model = inspector->model;
    uint64_t address = inspector->address;
    const struct model_owner *owner = owners_find(model, address);

    if (!model->owners_known || memory_find_kind(inspector->index, address) != MEMORY_USED)
        return;
    if (owner == NULL) {
        say(begin(inspector, "owner", ROLE_DIM), "none that the kernel knows");
        return;
    }
    char size[TEXT_NUMBER_SIZE];
    text_format_size(size, owner->end - owner->start);
    say(begin(inspector, "owner", ROLE_SYMBOL), "%s + %" PRIx64 ", %" PRIx64 "-%" PRIx64 " %s",
        owner->tag, address - owner->start, owner->start, owner->end, size);
}

/* Whether what is shown here can be believed: the one line of the inspector that
 * is about the viewer and not the machine. */
static void inspect_block(struct inspector *inspector)
{
    if (inspector->address >= inspector->index->managed_end)
        return;
    unsigned block = (unsigned)(inspector->address / FRAMEMAP_FRAME_SIZE / FRAMEMAP_BLOCK_FRAMES);
    const struct model_sum *sum = &inspector->model->sums[block];
    if (model_is_corrupt(inspector->model, inspector->address)) {
        say(begin(inspector, "block", ROLE_BAD), "%u CORRUPT: sum %x, frames here give %x", block,
            sum->crc, sum->own_crc);
    } else if (sum->said && sum->computed && sum->own_crc == sum->crc) {
        say(begin(inspector, "block", ROLE_GOOD), "%u checksum %x agrees", block, sum->crc);
    } else if (sum->said) {
        say(begin(inspector, "block", ROLE_DIM), "%u checksum %x, not all frames known", block,
            sum->crc);
    } else {
        say(begin(inspector, "block", ROLE_DIM), "%u has no checksum since it changed", block);
    }
}

/* Where none holds the address, the gap does: its bounds are the answer. */
static void inspect_regions(struct inspector *inspector)
{
    uint64_t address = inspector->address;
    uint64_t before = 0;
    uint64_t behind = UINT64_MAX;
    bool any = false;

    for (size_t i = 0; i < inspector->index->regions.count; i++) {
        const struct region *region = &inspector->index->regions.items[i];
        before = region->end <= address && region->end > before ? region->end : before;
        behind = region->start > address && region->start < behind ? region->start : behind;
        if (address < region->start || address >= region->end)
            continue;
        any = true;
        say(begin(inspector, "region", ROLE_SYMBOL), "%s + %" PRIx64 ", %s", region->symbol,
            address - region->start, region->alive ? "alive" : "reusable");
        say(begin(inspector, "", ROLE_NORMAL), "%" PRIx64 "-%" PRIx64 " %s", region->start,
            region->end, region->what);
    }
    if (!any && behind != UINT64_MAX)
        say(begin(inspector, "region", ROLE_DIM), "none: gap %" PRIx64 "-%" PRIx64, before, behind);
    else if (!any)
        say(begin(inspector, "region", ROLE_DIM), "none from %" PRIx64 " on", before);
}

/* What docs/layout.md says of Strata, whatever the kernel reports. */
static void inspect_declared(struct inspector *inspector)
{
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    if (!identity_is_strata(inspector->model))
        return;
    for (size_t i = 0; i < count; i++) {
        const struct layout_row *row = &rows[i];
        if (inspector->address < row->start || inspector->address >= row->end)
            continue;
        if (row->kind == LAYOUT_FIRMWARE) {
            say(begin(inspector, "declared", ROLE_NORMAL), "%s: the firmware's", row->symbol);
        } else if (row->reuse_step == LAYOUT_STEP_NEVER) {
            say(begin(inspector, "declared", ROLE_NORMAL), "%s: from step %u on", row->symbol,
                row->alive_step);
        } else {
            say(begin(inspector, "declared", ROLE_NORMAL), "%s: step %u until %u", row->symbol,
                row->alive_step, row->reuse_step);
        }
    }
}

/* The nearest below, as a debugger names an address by the symbol before it. */
static void inspect_marks(struct inspector *inspector)
{
    const struct model_mark *nearest = NULL;

    for (unsigned i = 0; i < indexed_end(&inspector->model->marks); i++) {
        const struct model_mark *mark = indexed_get(&inspector->model->marks, i);
        if (mark != NULL && mark->at <= inspector->address &&
            (nearest == NULL || mark->at > nearest->at))
            nearest = mark;
    }
    if (nearest != NULL) {
        say(begin(inspector, "mark", ROLE_SYMBOL), "%s + %" PRIx64, nearest->symbol,
            inspector->address - nearest->at);
    }
}

/* All that hold it, for raw entries overlap. */
static void inspect_raw(struct inspector *inspector)
{
    for (unsigned i = 0; i < indexed_end(&inspector->model->raw); i++) {
        const struct e820_entry *entry = indexed_get(&inspector->model->raw, i);
        if (entry != NULL && entry->length > 0 && inspector->address >= entry->base &&
            inspector->address <= e820_entry_last(entry)) {
            say(begin(inspector, "e820 raw", ROLE_NORMAL), "%u: %" PRIx64 " + %" PRIx64 " %s%s", i,
                entry->base, entry->length, e820_type_name(entry->type),
                e820_entry_ignored(entry) ? ", ignored" : "");
        }
    }
}

/* One at most, as clean ranges do not overlap; with what made it so. */
static void inspect_clean(struct inspector *inspector)
{
    const struct indexed *list = &inspector->model->clean;

    for (unsigned i = 0; i < indexed_end(list); i++) {
        const struct e820_range *range = indexed_get(list, i);
        if (range == NULL || inspector->address < range->start || inspector->address > range->last)
            continue;
        char sources[48];
        char rule[96];
        char length[TEXT_NUMBER_SIZE] = "10000000000000000";
        if (range->last - range->start != UINT64_MAX)
            text_format_hex(length, range->last - range->start + 1);
        e820_join_format_sources(sources, sizeof sources, inspector->model, i);
        e820_join_format_rule(rule, sizeof rule, inspector->model, i);
        say(begin(inspector, "e820", ROLE_NORMAL), "%u: %" PRIx64 " + %s %s", i, range->start,
            length, e820_type_name(range->type));
        say(begin(inspector, "", ROLE_NORMAL), "from raw %s: %s", sources, rule);
        return;
    }
    if (!identity_has(inspector->model, MODEL_PART_CLEAN))
        say(begin(inspector, "e820", ROLE_DIM), "the kernel has no clean map");
    else if (!indexed_is_complete(list))
        say(begin(inspector, "e820", ROLE_DIM), "the clean map has not come yet");
    else
        say(begin(inspector, "e820", ROLE_DIM), "no range: no memory that the BIOS knows");
}

/* After the data of an allocation come its red zone and the next header. */
static void inspect_heap(struct inspector *inspector)
{
    const struct model *model = inspector->model;
    uint64_t address = inspector->address;

    if (!model->heap.known || address < model->heap.start || address >= model->heap.end)
        return;
    unsigned number;
    if (address >= model->heap.cursor) {
        say(begin(inspector, "heap", ROLE_HEAP), "not taken, %" PRIx64 " above the cursor",
            address - model->heap.cursor);
        return;
    }
    if (!memory_find_alloc(model, address, &number)) {
        say(begin(inspector, "heap", ROLE_HEAP), "taken, in front of the first known allocation");
        return;
    }
    const struct model_alloc *alloc = indexed_get(&model->allocs, number);
    uint64_t offset = address - alloc->start;
    if (offset < alloc->size) {
        say(begin(inspector, "heap", ROLE_HEAP), "allocation %u \"%s\" + %" PRIx64 " of %" PRIx64,
            number, alloc->tag, offset, alloc->size);
    } else {
        say(begin(inspector, "heap", ROLE_HEAP), "bookkeeping after allocation %u \"%s\"", number,
            alloc->tag);
    }
}

/* Both ends of a fault can be looked at: who did it, and to what. */
static void inspect_fault(struct inspector *inspector)
{
    const struct model *model = inspector->model;

    if (!model->fault.known)
        return;
    if (model->fault.eip == inspector->address) {
        say(begin(inspector, "fault", ROLE_BAD), "%s: the instruction at %s", model->fault.name,
            model->fault.place);
    }
    if (model->fault.has_address && model->fault.address == inspector->address) {
        say(begin(inspector, "fault", ROLE_BAD), "%s: this address was accessed",
            model->fault.name);
    }
}

/* What it is, then who says so: the accounts are listed below each other and may
 * disagree, which is the point. */
void inspect_address(struct inspection *inspection, const struct memory_index *index,
                     uint64_t address)
{
    struct inspector inspector = {inspection, index, index->model, address};

    inspection->count = 0;
    inspect_memory(&inspector);
    inspect_fault(&inspector);
    inspect_frame(&inspector);
    inspect_owner(&inspector);
    inspect_block(&inspector);
    inspect_regions(&inspector);
    inspect_declared(&inspector);
    inspect_marks(&inspector);
    inspect_heap(&inspector);
    inspect_raw(&inspector);
    inspect_clean(&inspector);
}
