/*
 * mem stack: how deep the stacks have been.
 *
 * Owns the report; the high-water marks are the core's.
 */
#ifndef STRATA_SHELL_MEM_STACK_H
#define STRATA_SHELL_MEM_STACK_H

#include "shell/shell.h"

/* mem stack [-j] */
void mem_stack_run(const struct shell_call *call);

#endif
