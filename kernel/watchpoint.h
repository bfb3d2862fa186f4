/*
 * Watches and steps on this processor.
 *
 * Owns the watches of the running kernel, and what happens at a debug exception: hits are
 * noted, and where one of them or a step asks for it, the kernel is to stop.
 */
#ifndef STRATA_WATCHPOINT_H
#define STRATA_WATCHPOINT_H

#include "kernel/core/watch.h"
#include "kernel/trap_frame.h"

enum watchpoint_event {
    WATCHPOINT_FOREIGN, /* no watch and no step of ours */
    WATCHPOINT_NOTED,   /* the kernel goes on */
    WATCHPOINT_STEP,    /* a step is done */
    WATCHPOINT_STOP,    /* a watch or watchpoint_run_to() stops it */
};

/* The watches; what is changed in them holds once watchpoint_apply() is called. */
struct watches *watchpoint_list(void);
void watchpoint_apply(void);

/* For accesses of the shell's own: none is noted between the two, only what is executed.
 * Pairs nest. */
void watchpoint_pause(bool begins);

/* While the kernel is stopped nothing at all is noted. */
void watchpoint_stop(bool begins);

/* A debug exception has come. */
enum watchpoint_event watchpoint_handle(struct trap_frame *frame);

/* What frame resumes executes one instruction and traps again. */
void watchpoint_step(struct trap_frame *frame);

/* What was stopped runs until the instruction at address is to be executed and the stack
 * is no deeper than now: an inner call that comes to it goes on. A register must be
 * free. */
void watchpoint_run_to(const struct trap_frame *frame, uint32_t address);

#endif
