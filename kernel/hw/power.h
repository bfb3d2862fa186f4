/*
 * Turning the machine off and restarting it, and talking to Bochs.
 *
 * Owns nothing; knows the ports that do it.
 */
#ifndef STRATA_HW_POWER_H
#define STRATA_HW_POWER_H

#include <stdbool.h>

/* Asks everything that may listen to cut the power: Bochs's shutdown port, the
 * ACPI control registers of QEMU's and Bochs's chipsets. Returns where nothing
 * did. */
void power_off(void);

/* Restarts: chipset reset port, keyboard controller, triple fault. */
_Noreturn void power_reboot(void);

/* Returns whether we run in Bochs with its debug port on. */
bool power_in_bochs(void);

/* Stops in the Bochs debugger (magic_break); harmless elsewhere. */
void power_debug_break(void);

#endif
