/*
 * Memory that Bochs watches for us: free frames and what the loader left.
 *
 * Owns the list of ranges that the iodebug device watches, and adds frames as they are
 * freed while the watch is on (the shell's command `guard`). The device has no way to give
 * up a range. A frame that was free while the watch was on therefore stops Bochs also
 * after it has been allocated, until the next power-on.
 */
#ifndef STRATA_BOCHS_WATCH_H
#define STRATA_BOCHS_WATCH_H

#include <stdbool.h>

#include "kernel/core/machine.h"

/* Turns the watch on or off; false where there is no iodebug device. */
bool bochs_watch_set(struct machine *machine, bool on);

/* Also watches the frames that were freed since the last call; call it regularly. */
void bochs_watch_refresh(struct machine *machine);

/* For our own accesses to watched memory: nothing is watched between the two calls, and
 * pairs nest. */
void bochs_watch_pause(void);
void bochs_watch_resume(void);

/* Does the same for the memory core: struct machine_ops's free_access. */
void bochs_watch_allow(const struct machine *machine, bool begins);

#endif
