/*
 * The operations that the shell uses to reach the hardware.
 *
 * Owns the functions that the live shell and the post-mortem shell share. The
 * kernel builds the table once and hands it to both; each console adds how it
 * looks for Ctrl-C.
 */
#ifndef STRATA_SHELL_OPS_H
#define STRATA_SHELL_OPS_H

#include "shell/shell.h"

/* Fills all members but interrupted, which the caller sets. */
void shell_ops_fill(struct shell_ops *ops);

#endif
