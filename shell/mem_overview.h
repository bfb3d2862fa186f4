/*
 * mem: an overview on one screen.
 *
 * Owns the summary; the details are the other commands'.
 */
#ifndef STRATA_SHELL_MEM_OVERVIEW_H
#define STRATA_SHELL_MEM_OVERVIEW_H

#include "shell/shell.h"

/* mem [-j] */
void mem_overview_run(const struct shell_call *call);

#endif
