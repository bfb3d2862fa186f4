/*
 * A kernel that is stopped in the middle of what it does, and the shell that serves it.
 *
 * Owns the prompt `strata? `. A watch or a breakpoint with -s, or a step, leads here from
 * the debug exception. Interrupts stay off, so the serial port is polled; the shell has a
 * stack of its own, because the one that was stopped may have little room left. Uptime
 * stands still meanwhile, and of the telemetry only the watches and the beat are sent. What was
 * stopped may be in the middle of changing anything: therefore the shell only looks, writes nothing
 * to the log, and takes no window slot that was in use.
 */
#ifndef STRATA_STOP_H
#define STRATA_STOP_H

#include "kernel/core/publish.h"
#include "kernel/trap_frame.h"
#include "shell/shell.h"

/* To be called before a watch can be set; the publisher has begun. ops is copied: all members but
 * interrupted, wait_key and read_registers are used as they are. */
void stop_init(struct machine *machine, struct publish *publish, const struct shell_ops *ops,
               const char *version);

/* Serves the shell until it lets what frame resumes go on; after a step of several, only
 * shows where it is. */
void stop_serve(struct trap_frame *frame, bool is_step);

/* Returns how often stop_serve() has shown something. */
uint32_t stop_count(void);

#endif
