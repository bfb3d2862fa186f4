/*
 * mem stress: random allocations, each verified.
 *
 * Owns the game and its bookkeeping.
 */
#ifndef STRATA_SHELL_MEM_STRESS_H
#define STRATA_SHELL_MEM_STRESS_H

#include "shell/shell.h"

/* mem stress ROUNDS [SEED] [-j] */
void mem_stress_run(const struct shell_call *call);

#endif
