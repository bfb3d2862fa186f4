/*
 * Faults: looking at one, and causing one.
 *
 * Owns the commands of the post-mortem, and the list of mistakes that can be made on purpose.
 */
#ifndef STRATA_SHELL_CMD_FAULT_H
#define STRATA_SHELL_CMD_FAULT_H

#include "shell/shell.h"

/* regs: the registers of the fault, or of this moment */
void cmd_regs_run(const struct shell_call *call);

/* bt: the calls that led to the fault, or to this command */
void cmd_bt_run(const struct shell_call *call);

/* crash [NAME]: makes a mistake, or lists them */
void cmd_crash_run(const struct shell_call *call);

/* guard on|off: has Bochs watch free and retired memory */
void cmd_guard_run(const struct shell_call *call);

/* The name of mistake number index that crash can make; NULL past the last. */
const char *cmd_crash_name(size_t index);

#endif
