/*
 * The commands around the mem family.
 *
 * Owns help, boot, log, version, uptime, break, reboot and poweroff. All have
 * the form that struct shell_command wants.
 */
#ifndef STRATA_SHELL_CMD_SYSTEM_H
#define STRATA_SHELL_CMD_SYSTEM_H

#include "shell/shell.h"

/* help [COMMAND]: the list, or one command's usage and details. */
void cmd_help_run(const struct shell_call *call);

/* boot: the six steps, and how the loader got there. */
void cmd_boot_run(const struct shell_call *call);

/* log, version, uptime: as they say. */
void cmd_log_run(const struct shell_call *call);
void cmd_version_run(const struct shell_call *call);
void cmd_uptime_run(const struct shell_call *call);

/* break, reboot, poweroff: leave the shell, for a while or for good. */
void cmd_break_run(const struct shell_call *call);
void cmd_reboot_run(const struct shell_call *call);
void cmd_poweroff_run(const struct shell_call *call);

/* history: the lines that Up brings back, oldest first. */
void cmd_history_run(const struct shell_call *call);

/* clear: an empty screen. */
void cmd_clear_run(const struct shell_call *call);

/* more on|off: the pager. */
void cmd_more_run(const struct shell_call *call);

#endif
