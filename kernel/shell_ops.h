/*
 * The shell's way to the hardware, filled in.
 *
 * Owns the functions that the live shell and the post-mortem shell share; each
 * console adds how it waits for input.
 */
#ifndef STRATA_EDGE_H
#define STRATA_EDGE_H

#include "shell/shell.h"

/* Fills all members but interrupted, which the caller sets. */
void edge_fill(struct shell_edge *edge);

#endif
