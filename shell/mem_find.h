/*
 * mem find: where bytes occur.
 *
 * Owns the reading of patterns and the search.
 */
#ifndef STRATA_SHELL_MEM_FIND_H
#define STRATA_SHELL_MEM_FIND_H

#include "shell/shell.h"

/* mem find TEXT|0xBYTES [START [END]] [-j] */
void mem_find_run(const struct shell_call *call);

#endif
