/*
 * Memory that Bochs guards: free frames and what the loader left.
 *
 * Owns which ranges the iodebug device watches, and keeps them in step with the
 * frame bitmap while the guard is on.
 */
#ifndef STRATA_GUARD_H
#define STRATA_GUARD_H

#include <stdbool.h>

#include "kernel/core/machine.h"

/* Turns the guard on or off; false where there is no iodebug device. */
bool guard_set(const struct machine *machine, bool on);

/* To be called now and then: follows what was allocated and freed. */
void guard_refresh(const struct machine *machine);

/* For our own looks at guarded memory: nothing is watched between the two. */
void guard_pause(void);
void guard_resume(const struct machine *machine);

#endif
