/*
 * The line on standard error that tells how far a run has come.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_PROGRESS_H
#define STRATA_MEMVIZ_OBSERVE_PROGRESS_H

#include "memviz/observe/trace/steps.h"

struct progress {
    bool shown;        /* standard error is a terminal */
    uint64_t shown_ms; /* when it was drawn last */
    uint64_t begun_ms; /* when the first line came; 0 before */
};

/* Begins. Nothing is ever written unless standard error is a terminal. */
void progress_init(struct progress *progress);

/* Draws the line again, five times a second at most. */
void progress_show(struct progress *progress, const struct steps *steps);

/* Removes the line. */
void progress_clear(const struct progress *progress);

#endif
