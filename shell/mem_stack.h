/*
 * mem stack and mem poison: memory that watches itself.
 *
 * Owns their reports; the watching is the core's.
 */
#ifndef STRATA_SHELL_MEM_STACK_H
#define STRATA_SHELL_MEM_STACK_H

#include "shell/shell.h"

/* mem stack [-j] */
void mem_stack_run(const struct shell_call *call);

/* mem poison [on|off] [-j] */
void mem_poison_run(const struct shell_call *call);

#endif
