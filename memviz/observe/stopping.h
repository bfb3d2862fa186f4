/*
 * When a run is over.
 *
 * Owns the signs by which a machine is known to do nothing more: it died, it
 * halts, it waits, it loops; and what the user asked to wait for.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_STOPPING_H
#define STRATA_MEMVIZ_OBSERVE_STOPPING_H

#include "memviz/observe/observe_options.h"
#include "memviz/observe/rules/observation.h"

struct stopping {
    const struct observe_options *options;
    bool live;         /* Bochs runs: a recorded trace is read to its end */
    bool reached;      /* what the user asked to wait for has happened */
    uint64_t address;  /* of --until symbol, once it is known */
    uint64_t checked;  /* instructions at the last look */
    uint64_t rested;   /* instructions of the guest when it was first at rest, 0 before */
    uint64_t derailed; /* instructions when control was lost, 0 before */
    const char *why;   /* NULL while there is nothing to say */
    char missed[96];
};

void stopping_init(struct stopping *stopping, const struct observe_options *options);

/* Returns whether it is time, after a line. */
bool stopping_is_due(struct stopping *stopping, struct observer *observer,
                     const struct steps *steps);

/* What the user waited for and did not happen; NULL when all is well. */
const char *stopping_get_missed(struct stopping *stopping);

#endif
