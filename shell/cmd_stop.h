/*
 * step, over and go: a kernel that is stopped goes on.
 *
 * Owns what is shown at a stop and after each step, and the commands that say how the
 * kernel is to go on. They only say it: the processor is resumed by whoever feeds the
 * shell of a stopped kernel (session.h), once the command has returned.
 */
#ifndef STRATA_SHELL_CMD_STOP_H
#define STRATA_SHELL_CMD_STOP_H

#include "shell/shell.h"

/* step [N] */
void cmd_step_run(const struct shell_call *call);

/* over */
void cmd_over_run(const struct shell_call *call);

/* go */
void cmd_go_run(const struct shell_call *call);

/* Shows the hit that has stopped the kernel, where there is one, and the instruction that
 * is to be executed next. */
void cmd_stop_show(struct shell *shell);

/* Shows one step: where the kernel is after it, and the registers that are no longer as
 * they were before it. */
void cmd_stop_show_step(struct shell *shell, const struct fault_registers *before);

#endif
