/*
 * The shell on its terminal, the telemetry on COM2, and the idle processor.
 *
 * Owns the main loop and the shell's way out to the hardware.
 */
#ifndef STRATA_CONSOLE_H
#define STRATA_CONSOLE_H

#include "kernel/core/machine.h"
#include "kernel/core/publish.h"
#include "shell/shell.h"

/* Serves the shell and the telemetry and does not return. The machine is set up,
 * the publisher has begun, and interrupts are ready to be let in. ops is copied:
 * all members but interrupted are used as they are. */
_Noreturn void console_run(struct machine *machine, struct publish *publish,
                           const struct shell_ops *ops, const char *version);

#endif
