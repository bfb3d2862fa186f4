#include "memviz/model/model_diff.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One past the frames from start on that share its state, within its block: a
 * block that holds one state only is known without a look at its frames. */
static uint32_t find_end_in_block(const struct framemap *map, uint32_t start)
{
    uint32_t first = start - start % FRAMEMAP_BLOCK_FRAMES;
    uint32_t end = first + FRAMEMAP_BLOCK_FRAMES;
    struct frame_counts counts = framemap_count(map, first, end);

    return counts.of[framemap_get(map, start)] == FRAMEMAP_BLOCK_FRAMES
               ? end
               : framemap_find_run_end(map, start, end);
}

/* The frames from start on that have one state before and one after. */
static struct model_diff_run get_run(const struct model *from, const struct model *to,
                                     uint32_t start)
{
    uint32_t end = find_end_in_block(&from->frames, start);
    uint32_t other = find_end_in_block(&to->frames, start);

    return (struct model_diff_run){start, end < other ? end : other,
                                   framemap_get(&from->frames, start),
                                   framemap_get(&to->frames, start)};
}

/* Runs of frames that changed in the same way: a number for each would be of no
 * use to anybody. */
bool model_diff_find_run(const struct model *from, const struct model *to,
                         struct model_diff_run *run)
{
    uint32_t end = run->end;
    uint32_t frame = run->start;
    bool found = false;

    while (frame < end) {
        struct model_diff_run next = get_run(from, to, frame);
        frame = next.end;
        if (found && (next.from != run->from || next.to != run->to))
            return true;
        if (next.from == next.to)
            continue;
        next.start = found ? run->start : next.start;
        next.end = next.end < end ? next.end : end;
        *run = next;
        found = true;
    }
    return found;
}

/* Taken and given back are counted apart: their difference alone would show a
 * leak as nothing when something else was freed. */
static void count_frames(struct model_diff *diff, const struct model *from, const struct model *to)
{
    struct model_diff_run run = {.end = FRAMEMAP_MAX};

    while (model_diff_find_run(from, to, &run)) {
        uint32_t frames = run.end - run.start;
        if (run.from == FRAME_FREE && run.to == FRAME_USED)
            diff->frames_allocated += frames;
        else if (run.from == FRAME_USED && run.to == FRAME_FREE)
            diff->frames_freed += frames;
        else
            diff->frames_other += frames;
        run = (struct model_diff_run){.start = run.end, .end = FRAMEMAP_MAX};
    }
}

static bool allocs_equal(const struct model_alloc *one, const struct model_alloc *other)
{
    return one->start == other->start && one->size == other->size &&
           strcmp(one->tag, other->tag) == 0;
}

/* By their numbers, for the heap only grows. After another boot the same number
 * is another allocation, which then counts. */
static uint32_t count_allocs(const struct model *from, const struct model *to)
{
    uint32_t added = 0;
    unsigned end = indexed_end(&to->allocs);

    for (unsigned i = 0; i < end; i++) {
        const struct model_alloc *before = indexed_get(&from->allocs, i);
        const struct model_alloc *after = indexed_get(&to->allocs, i);
        added += after != NULL && (before == NULL || !allocs_equal(before, after));
    }
    return added;
}

/* What it is for is prose and does not count. */
bool model_diff_has_region(const struct model *from, const struct model *to, unsigned i)
{
    const struct model_region *before = indexed_get(&from->regions, i);
    const struct model_region *after = indexed_get(&to->regions, i);

    if (before == NULL || after == NULL)
        return before != after;
    return before->start != after->start || before->end != after->end ||
           before->alive != after->alive || strcmp(before->symbol, after->symbol) != 0;
}

/* Both directions are allowed: one may mark an instant and look at what came
 * before it. */
struct model_diff model_diff_compute(const struct model *from, const struct model *to)
{
    struct model_diff diff = {0};

    count_frames(&diff, from, to);
    if (to->heap.known) {
        uint64_t before = from->heap.known ? from->heap.cursor : to->heap.start;
        diff.heap_growth = (int64_t)(to->heap.cursor - before);
    }
    diff.allocs_added = count_allocs(from, to);
    for (unsigned i = 0; i < MODEL_REGION_MAX; i++)
        diff.regions_changed += model_diff_has_region(from, to, i);
    diff.log_lines = to->log_end > from->log_end ? to->log_end - from->log_end : 0;
    return diff;
}

/* Adds a part to a text that is made of parts. */
static void add_part(char *text, size_t size, const char *part)
{
    size_t length = strlen(text);

    snprintf(text + length, size - length, "%s%s", length > 0 ? "  " : "", part);
}

/* What has not changed is left out; the line has to fit in a bar. */
void model_diff_format(char *text, size_t size, const struct model_diff *diff)
{
    char part[96];

    text[0] = '\0';
    if (diff->frames_allocated != 0 || diff->frames_freed != 0) {
        snprintf(part, sizeof part, "+%" PRIu32 " -%" PRIu32 " frames", diff->frames_allocated,
                 diff->frames_freed);
        add_part(text, size, part);
    }
    if (diff->frames_other != 0) {
        snprintf(part, sizeof part, "%" PRIu32 " other frames", diff->frames_other);
        add_part(text, size, part);
    }
    if (diff->heap_growth != 0) {
        snprintf(part, sizeof part, "heap %+" PRId64, diff->heap_growth);
        add_part(text, size, part);
    }
    if (diff->regions_changed != 0) {
        snprintf(part, sizeof part, "%" PRIu32 " regions", diff->regions_changed);
        add_part(text, size, part);
    }
    if (diff->log_lines != 0) {
        snprintf(part, sizeof part, "%" PRIu32 " log lines", diff->log_lines);
        add_part(text, size, part);
    }
    if (text[0] == '\0')
        snprintf(text, size, "no difference");
}
