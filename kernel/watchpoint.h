/*
 * Watches on this processor.
 *
 * Owns the watches of the running kernel, and what happens at a debug exception.
 */
#ifndef STRATA_WATCHPOINT_H
#define STRATA_WATCHPOINT_H

#include "kernel/core/watch.h"
#include "kernel/traps.h"

/* The watches; what is changed in them holds once watchpoint_apply() is called. */
struct watches *watchpoint_list(void);
void watchpoint_apply(void);

/* For accesses of the shell's own: nothing is noted between the two. Pairs nest. */
void watchpoint_pause(bool begins);

/* A debug exception: notes it and goes on. False where it was not one of ours. */
bool watchpoint_handle(struct trap_frame *frame);

#endif
