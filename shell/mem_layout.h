/*
 * mem layout: the declared layout and what the run added.
 *
 * Owns the table's form; the regions are the core's.
 */
#ifndef STRATA_SHELL_MEM_LAYOUT_H
#define STRATA_SHELL_MEM_LAYOUT_H

#include "shell/shell.h"

/* mem layout [-j] */
void mem_layout_run(const struct shell_call *call);

#endif
