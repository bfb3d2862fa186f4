/*
 * mem check: every invariant.
 *
 * Owns the report; the checks are the core's.
 */
#ifndef STRATA_SHELL_MEM_CHECK_H
#define STRATA_SHELL_MEM_CHECK_H

#include "shell/shell.h"

/* mem check [-j] */
void mem_check_run(const struct shell_call *call);

#endif
