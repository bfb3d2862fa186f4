#include "memviz/model/history.h"

#include <stdbool.h>

/* Every second one goes; the first stays. */
static void halve(struct history *history)
{
    for (unsigned i = 0; i < HISTORY_MAX / 2; i++)
        history->samples[i] = history->samples[2 * i];
    history->count = HISTORY_MAX / 2;
    history->stride_log2++;
}

/* A curve of any length in a fixed number of samples: when they are full, every
 * second one goes and only every second new one is taken. The newest is kept
 * apart, or the curve would end in the past. */
void history_add(struct history *history, const struct history_sample *sample)
{
    history->newest = *sample;
    history->skipped++;
    if (history->count > 0 && history->skipped < 1u << history->stride_log2)
        return;
    history->skipped = 0;
    if (history->count == HISTORY_MAX)
        halve(history);
    history->samples[history->count++] = *sample;
}

/* What is looked for, the most frames used in a stretch of time; before is what
 * was used when it began, for a stretch without a sample. */
struct search {
    uint64_t start_ms;
    uint64_t end_ms;
    uint32_t peak;
    uint32_t before;
    bool found;
};

/* Samples come in order, so the last one before the stretch is what was used
 * when it began. */
static void take(struct search *search, const struct history_sample *sample)
{
    if (sample->ms < search->start_ms) {
        search->before = sample->used;
    } else if (sample->ms < search->end_ms) {
        search->peak = sample->used > search->peak ? sample->used : search->peak;
        search->found = true;
    }
}

/* The peak and not the mean: a machine that ran out of memory for a moment did
 * run out. */
uint32_t history_find_peak(const struct history *history, uint64_t start_ms, uint64_t end_ms)
{
    struct search search = {.start_ms = start_ms, .end_ms = end_ms};

    for (unsigned i = 0; i < history->count; i++)
        take(&search, &history->samples[i]);
    if (history->count > 0)
        take(&search, &history->newest);
    return search.found ? search.peak : search.before;
}
