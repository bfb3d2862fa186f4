/*
 * What happens after a fault: the report, and a shell that only looks.
 *
 * Owns the way from an exception, a panic or a failed assertion to the prompt
 * `strata! `. Everything runs on a stack of its own, with interrupts off and the
 * serial ports polled, so that it needs nothing of what may be broken. A fault in
 * here is reported in a line, and the shell starts over; a fault while that line is
 * written ends in one character and a halt (panic.h).
 */
#ifndef STRATA_POSTMORTEM_H
#define STRATA_POSTMORTEM_H

#include "kernel/core/fault.h"
#include "kernel/core/publish.h"
#include "shell/shell.h"

/* From this call on faults are reported here. ops is copied: all
 * members but interrupted are used as they are. */
void postmortem_init(struct machine *machine, struct publish *publish, const struct shell_ops *ops,
                     const char *version);

/* Returns whether postmortem_init() has been called. */
bool postmortem_is_ready(void);

/* Reports the fault on COM1, the screen and COM2, and serves the shell.
 * It does not return. */
_Noreturn void postmortem_enter(const struct fault *fault);

/* Ends the kernel's life with a sentence, formatted as by fmt_print(). */
_Noreturn void postmortem_panic(const char *format, ...);

/* The same, naming an address that memviz and the report then show. */
_Noreturn void postmortem_panic_at(uint64_t address, const char *format, ...);

#endif
