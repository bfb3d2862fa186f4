/*
 * The shell on COM1, the telemetry on COM2, and the idle processor.
 *
 * Owns the main loop and the shell's way out to the hardware.
 */
#ifndef STRATA_CONSOLE_H
#define STRATA_CONSOLE_H

#include "kernel/core/machine.h"
#include "kernel/core/publish.h"

/* Serves the shell and the telemetry for ever. The machine is set up, the
 * publisher has begun, interrupts are ready to be let in. */
_Noreturn void console_run(struct machine *machine, struct publish *publish, const char *version);

#endif
