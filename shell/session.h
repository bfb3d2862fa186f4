/*
 * A session of the shell: lines in, commands run.
 *
 * Owns the prompt and the dispatch: a line is split, its command is found and
 * its words are counted before the command is called. It is pure: bytes come in
 * through shell_feed(), text goes out through a sink, and whatever touches the
 * hardware is reached through struct shell_ops, so all of it runs on a host.
 */
#ifndef STRATA_SHELL_SESSION_H
#define STRATA_SHELL_SESSION_H

#include "shell/shell.h"

/* A shell for machine whose terminal is out. The shell stays where it is: its
 * sinks point into it. */
void shell_init(struct shell *shell, struct machine *machine, const struct shell_ops *ops,
                struct fmt_sink out);

/* Greets and prompts. version is kept. */
void shell_start(struct shell *shell, const char *version);

/* Prompts for a shell that only looks, after fault, which stays the caller's. */
void shell_start_post_mortem(struct shell *shell, const char *version, const struct fault *fault);

/* Makes a shell for a kernel that is stopped in the middle of what it does; then, at each
 * stop, prompts: shell->stop is set and what has happened is shown. The shell is to be fed
 * until shell->stop->resume says how the kernel is to go on. */
void shell_init_stopped(struct shell *shell, const char *version);
void shell_start_stopped(struct shell *shell);

/* Takes one byte of input; runs the command when it ends a line. */
void shell_feed(struct shell *shell, uint8_t byte);

/* Runs one command line, without prompt or history. */
void shell_run(struct shell *shell, const char *line);

/* Text of somebody else is to be shown on out alone, one of the terminals that the shell has:
 * ends the row of the line that is being edited, and shows the line again. */
void shell_leave_line(struct shell *shell, struct fmt_sink out);
void shell_show_line(struct shell *shell, struct fmt_sink out);

/* To be called while nobody types: reports hits of watches above the line that is being
 * edited, and shows that line again after a stop. */
void shell_idle(struct shell *shell);

#endif
