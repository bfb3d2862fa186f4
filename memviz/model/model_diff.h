/*
 * What differs between two models: two instants of one machine.
 *
 * Owns the comparison and its words; the marked instant itself is kept by
 * timeline.h. Pure: it reads both models and keeps nothing.
 */
#ifndef STRATA_MEMVIZ_MODEL_DIFF_H
#define STRATA_MEMVIZ_MODEL_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"

struct model_diff {
    uint32_t frames_allocated; /* were free, are used */
    uint32_t frames_freed;     /* were used, are free */
    uint32_t frames_other;     /* any other change of state */
    int64_t heap_growth;       /* bytes the cursor moved */
    uint32_t allocs_added;     /* heap allocations that are new or others now */
    uint32_t regions_changed;  /* rows of the region table that differ */
    uint32_t log_lines;        /* lines that came since */
};

/* A run of frames that all changed in the same way. */
struct model_diff_run {
    uint32_t start; /* frames, half-open */
    uint32_t end;   /* half-open */
    enum frame_state from;
    enum frame_state to;
};

/* Counts all that differs. */
struct model_diff model_diff_compute(const struct model *from, const struct model *to);

/* Finds the first run of frames in [run->start, run->end) that changed and
 * writes it over *run; run->end is at most FRAMEMAP_MAX. False when there is
 * none. Blocks that are uniform in both models cost no more than one frame. */
bool model_diff_find_run(const struct model *from, const struct model *to,
                         struct model_diff_run *run);

/* Returns whether region row i differs (came, went, or changed). */
bool model_diff_has_region(const struct model *from, const struct model *to, unsigned i);

/* Writes the counts that are not 0 as a few words: "+3 -1 frames  heap +128",
 * or "no difference". */
void model_diff_format(char *text, size_t size, const struct model_diff *diff);

#endif
