/*
 * mem poison: free frames that hold a pattern.
 *
 * Owns the switch and its report; filling and verifying are the core's.
 */
#ifndef STRATA_SHELL_MEM_POISON_H
#define STRATA_SHELL_MEM_POISON_H

#include "shell/shell.h"

/* mem poison [on|off] [-j] */
void mem_poison_run(const struct shell_call *call);

#endif
