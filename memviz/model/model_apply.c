/*
 * What each type of record does to the model: one function a type, and the
 * table of docs/telemetry.md ("Types") that leads to them. A function reads
 * all members before it changes anything.
 */
#include "memviz/model/model_apply.h"

#include <string.h>

#include "memviz/stream/fields.h"
#include "memviz/model/model_boot.h"
#include "memviz/model/model_frames.h"
#include "memviz/model/owners.h"
#include "memviz/model/record_rules.h"
#include "memviz/screen/text.h"

/* The kind of service says how far the map is to be trusted: E801 and 88h know
 * of no holes. */
static bool apply_map(struct model *model, const struct members *members)
{
    bool truncated;
    char source[MODEL_SYMBOL_SIZE];

    if (!fields_get_bool(members, "truncated", &truncated) ||
        !fields_get_text(members, "source", source, sizeof source) ||
        !record_rules_is_source(source))
        return false;
    strcpy(model->map.source, source);
    model->map.truncated = truncated;
    model->map.known = true;
    return true;
}

/* The `i` and `of` that entries of a list carry. */
static bool get_place(const struct members *members, uint32_t *i, uint32_t *of)
{
    return fields_get_number(members, "i", i) && fields_get_number(members, "of", of);
}

static bool apply_raw(struct model *model, const struct members *members)
{
    uint32_t i;
    uint32_t of;
    struct e820_entry entry;

    return get_place(members, &i, &of) && fields_get_hex(members, "base", &entry.base) &&
           fields_get_hex(members, "length", &entry.length) &&
           fields_get_number(members, "type", &entry.type) &&
           fields_get_number(members, "attr", &entry.attr) &&
           indexed_put(&model->raw, i, of, &entry);
}

/* A clean range is kept with its last byte: a range that holds 2^64 bytes has one,
 * and one that would reach past them is refused. */
static bool apply_clean(struct model *model, const struct members *members)
{
    uint32_t i;
    uint32_t of;
    uint64_t rest;
    struct e820_range range;

    if (!get_place(members, &i, &of) || !fields_get_hex(members, "base", &range.start) ||
        !fields_get_length(members, "length", &rest) || rest > UINT64_MAX - range.start ||
        !fields_get_number(members, "type", &range.type))
        return false;
    range.last = range.start + rest;
    return indexed_put(&model->clean, i, of, &range);
}

/* A repetition changes nothing, and must not make the row light up as new. */
static bool put_region(struct model *model, uint32_t i, uint32_t of,
                       const struct model_region *region)
{
    const struct model_region *old = indexed_get(&model->regions, i);

    if (old == NULL || old->start != region->start || old->alive != region->alive)
        model_note_change(model, CHANGE_REGION, i, i + 1);
    return indexed_put(&model->regions, i, of, region);
}

/* Reversed ranges are refused here, so that no view has to think of them. */
static bool apply_region(struct model *model, const struct members *members)
{
    uint32_t i;
    uint32_t of;
    struct model_region region;

    return get_place(members, &i, &of) && fields_get_hex(members, "start", &region.start) &&
           fields_get_hex(members, "end", &region.end) && region.start <= region.end &&
           fields_get_text(members, "symbol", region.symbol, sizeof region.symbol) &&
           fields_get_text(members, "what", region.what, sizeof region.what) &&
           fields_get_bool(members, "alive", &region.alive) && put_region(model, i, of, &region);
}

static bool apply_mark(struct model *model, const struct members *members)
{
    uint32_t i;
    uint32_t of;
    struct model_mark mark;

    return get_place(members, &i, &of) && fields_get_hex(members, "at", &mark.at) &&
           fields_get_text(members, "symbol", mark.symbol, sizeof mark.symbol) &&
           indexed_put(&model->marks, i, of, &mark);
}

/* How many frames there are decides what a block's checksum is taken over, and
 * frames past the end do not exist. */
static void change_frame_count(struct model *model, uint32_t frames)
{
    framemap_set(&model->frames, frames, FRAMEMAP_MAX, FRAME_UNKNOWN);
    for (uint32_t block = 0; block < FRAMEMAP_BLOCKS; block++)
        model->sums[block].computed = false;
}

/* One sample for each total that comes, dated by the machine's own clock: the
 * curve is then the same in a replay. */
static void add_history(struct model *model)
{
    history_add(&model->history,
                &(struct history_sample){model->beat.ms, model->total.used, model->total.free,
                                         model->total.reserved});
}

/* The sum of the three is not checked here: whether it agrees is a verdict and
 * no reason to refuse. */
static bool apply_total(struct model *model, const struct members *members)
{
    uint32_t frames;
    uint32_t used;
    uint32_t free;
    uint32_t reserved;

    if (!fields_get_number(members, "frames", &frames) || frames > FRAMEMAP_MAX ||
        !fields_get_number(members, "used", &used) || !fields_get_number(members, "free", &free) ||
        !fields_get_number(members, "reserved", &reserved))
        return false;
    /* When ACPI memory is reclaimed the number grows, and all sums are of
     * another length. */
    if (!model->total.known || frames != model->total.frames)
        change_frame_count(model, frames);
    model->total.frames = frames;
    model->total.used = used;
    model->total.free = free;
    model->total.reserved = reserved;
    model->total.known = true;
    add_history(model);
    return true;
}

/* Compared when a verdict is asked for, not now: the number of frames, which
 * takes part in the sum, may not have come yet. */
static bool apply_sum(struct model *model, const struct members *members)
{
    uint32_t block;
    uint64_t crc;

    if (!fields_get_number(members, "block", &block) || block >= FRAMEMAP_BLOCKS ||
        !fields_get_hex(members, "crc", &crc) || crc > UINT32_MAX)
        return false;
    model->sums[block].said = true;
    model->sums[block].crc = (uint32_t)crc;
    return true;
}

/* A cursor outside the heap would draw nonsense; no kernel that is well has it. */
static bool apply_heap(struct model *model, const struct members *members)
{
    uint64_t start;
    uint64_t cursor;
    uint64_t end;
    uint32_t allocations;

    if (!fields_get_hex(members, "start", &start) || !fields_get_hex(members, "cursor", &cursor) ||
        !fields_get_hex(members, "end", &end) || start > cursor || cursor > end ||
        !fields_get_number(members, "allocations", &allocations))
        return false;
    if (!model->heap.known || model->heap.cursor != cursor)
        model_note_change(model, CHANGE_HEAP, 0, 1);
    model->heap.start = start;
    model->heap.cursor = cursor;
    model->heap.end = end;
    model->heap.allocations = allocations;
    model->heap.known = true;
    return true;
}

/* `of` is 0, as alloc records do not say it: the heap record knows how many
 * there are. */
static bool put_alloc(struct model *model, uint32_t i, const struct model_alloc *alloc)
{
    const struct model_alloc *old = indexed_get(&model->allocs, i);

    if (old == NULL || old->start != alloc->start || old->size != alloc->size)
        model_note_change(model, CHANGE_ALLOC, i, i + 1);
    return indexed_put(&model->allocs, i, 0, alloc);
}

static bool apply_alloc(struct model *model, const struct members *members)
{
    uint32_t i;
    struct model_alloc alloc;

    return fields_get_number(members, "i", &i) && fields_get_hex(members, "start", &alloc.start) &&
           fields_get_hex(members, "size", &alloc.size) &&
           fields_get_text(members, "tag", alloc.tag, sizeof alloc.tag) &&
           put_alloc(model, i, &alloc);
}

/* Lines are repeated, oldest first: a line never makes room for an older one. */
static bool apply_log(struct model *model, const struct members *members)
{
    struct model_log_line line = {.known = true};

    if (!fields_get_number(members, "i", &line.i) || line.i == UINT32_MAX ||
        !fields_get_hex(members, "tsc", &line.tsc) ||
        !fields_get_text(members, "text", line.text, sizeof line.text))
        return false;
    struct model_log_line *slot = &model->log[line.i % MODEL_LOG_LINES];
    if (!slot->known || slot->i <= line.i)
        *slot = line;
    if (line.i >= model->log_end) {
        model_note_change(model, CHANGE_LOG, line.i, line.i + 1);
        model->log_end = line.i + 1;
    }
    return true;
}

/* Numbers here may grow past 32 bits: milliseconds do after 49 days. */
static bool apply_beat(struct model *model, const struct members *members)
{
    uint64_t ms;
    uint64_t lost;

    if (!fields_get_big_number(members, "ms", &ms) ||
        !fields_get_big_number(members, "lost", &lost))
        return false;
    model->beat.ms = ms;
    model->beat.lost = lost;
    model->beat.known = true;
    if (model->total.known)
        add_history(model);
    return true;
}

/* What stood between two snaps is a whole repetition of the state; the part
 * before the first one may have been sent before the damage. */
static bool apply_snap(struct model *model, const struct members *members)
{
    uint64_t k;

    if (!fields_get_big_number(members, "k", &k))
        return false;
    if (model->damaged && ++model->snaps_since_damage == 2)
        model->damaged = false;
    return true;
}

/* Eighteen names are found by comparing: a record costs far more to parse. */
static const struct {
    const char *type;
    bool (*apply)(struct model *model, const struct members *members);
} handlers[] = {
    {"boot", model_boot_apply_boot},
    {"fail", model_boot_apply_fail},
    {"hello", model_boot_apply_hello},
    {"map", apply_map},
    {"raw", apply_raw},
    {"clean", apply_clean},
    {"region", apply_region},
    {"mark", apply_mark},
    {"total", apply_total},
    {"frames", model_frames_apply},
    {"sum", apply_sum},
    {"heap", apply_heap},
    {"alloc", apply_alloc},
    {"owner", owners_apply},
    {"log", apply_log},
    {"beat", apply_beat},
    {"snap", apply_snap},
    {"fault", model_boot_apply_fault},
};

/* An unknown type is no error: a kernel may say more than this viewer knows. */
bool model_apply_record(struct model *model, const struct record *record)
{
    if (record->new_boot)
        model_reset(model);
    if (record->gap)
        model_note_damage(model);
    /* Counted before it is looked at: also a record that is refused has come,
     * and its number is the last one. */
    model->any = true;
    model->last_n = record->n;
    for (size_t i = 0; i < sizeof handlers / sizeof handlers[0]; i++) {
        if (handlers[i].type[0] == record->type[0] && strcmp(handlers[i].type, record->type) == 0)
            return handlers[i].apply(model, record->members);
    }
    return true;
}
