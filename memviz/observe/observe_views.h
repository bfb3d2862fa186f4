/*
 * The views of a run of memviz observe: what they need to see of each step, and
 * when they are shown.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_OBSERVE_VIEWS_H
#define STRATA_MEMVIZ_OBSERVE_OBSERVE_VIEWS_H

#include "memviz/observe/names.h"
#include "memviz/observe/observe_options.h"
#include "memviz/observe/rules/verdict.h"
#include "memviz/observe/views/heat.h"

struct observe_views {
    const struct observe_options *options;
    struct observer *observer;
    struct names *names; /* those of --symbols, empty without */
    struct heat *heat;   /* NULL when no view was asked for */
};

/* Prepares what the options ask for. False when there is no memory. */
bool observe_views_init(struct observe_views *views, const struct observe_options *options,
                        struct observer *observer, struct names *names);
void observe_views_free(struct observe_views *views);

/* Counts a step and gives it to the observer; has the type of a step_taker. */
void observe_views_take(void *views, const struct step *step);

/* Shows what was asked for when the run is over; *ended_by is the signal that ended
 * it, or 0. False after a report. */
bool observe_views_show(struct observe_views *views, const struct verdict_input *verdict,
                        int *ended_by);

#endif
