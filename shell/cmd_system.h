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
void cmd_help_run(struct shell *shell, const struct shell_command *command,
                  const struct args *args);

/* boot: the six steps, and how the loader got there. */
void cmd_boot_run(struct shell *shell, const struct shell_command *command,
                  const struct args *args);

/* log, version, uptime: as they say. */
void cmd_log_run(struct shell *shell, const struct shell_command *command, const struct args *args);
void cmd_version_run(struct shell *shell, const struct shell_command *command,
                     const struct args *args);
void cmd_uptime_run(struct shell *shell, const struct shell_command *command,
                    const struct args *args);

/* break, reboot, poweroff: leave the shell, for a while or for good. */
void cmd_break_run(struct shell *shell, const struct shell_command *command,
                   const struct args *args);
void cmd_reboot_run(struct shell *shell, const struct shell_command *command,
                    const struct args *args);
void cmd_poweroff_run(struct shell *shell, const struct shell_command *command,
                      const struct args *args);

#endif
