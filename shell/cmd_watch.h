/*
 * watch and bp: the accesses that the processor reports.
 *
 * Owns how watches are set, listed and given up, and how hits are reported: a line for
 * each, up to REPORT_LINES a second; the others are counted.
 */
#ifndef STRATA_SHELL_CMD_WATCH_H
#define STRATA_SHELL_CMD_WATCH_H

#include "shell/shell.h"

/* watch [ADDR [LEN] [w|rw|x]] [-s] */
void cmd_watch_run(const struct shell_call *call);

/* watch off N|all */
void cmd_watch_off_run(const struct shell_call *call);

/* bp ADDR [-s] */
void cmd_bp_run(const struct shell_call *call);

/* Returns whether hits wait and may be reported by now; reports those that wait. */
bool cmd_watch_is_due(const struct shell *shell);
void cmd_watch_report(struct shell *shell);

/* Returns whether the report would show anything: at a stop, hits are shown before they are
 * logged. */
bool cmd_watch_has_news(const struct shell *shell);

/* For a kernel that is stopped: shows the hit that did it, where it was one. */
void cmd_watch_show_stop(struct shell *shell);

#endif
