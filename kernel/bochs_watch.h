/*
 * Memory that Bochs guards: free frames and what the loader left.
 *
 * Owns which ranges the iodebug device watches, and adds frames as they are freed while
 * the guard is on. The device has no way to give up a range: a frame that was free while
 * the guard was on stops Bochs for good, also once it is taken; until the next power-on.
 */
#ifndef STRATA_GUARD_H
#define STRATA_GUARD_H

#include <stdbool.h>

#include "kernel/core/machine.h"

/* Turns the guard on or off; false where there is no iodebug device. */
bool guard_set(struct machine *machine, bool on);

/* To be called now and then: watches what was freed as well. */
void guard_refresh(struct machine *machine);

/* For our own looks at guarded memory: nothing is watched between the two. */
void guard_pause(void);
void guard_resume(void);

/* The same for the memory core: struct machine_edge's free_access. */
void guard_allow(const struct machine *machine, bool begins);

#endif
