/*
 * mem map and mem walk: the page tables.
 *
 * Owns how mappings are shown; the tables are the core's.
 */
#ifndef STRATA_SHELL_MEM_MAP_H
#define STRATA_SHELL_MEM_MAP_H

#include "shell/shell.h"

/* mem map [START [END]] [-j] */
void mem_map_run(const struct shell_call *call);

/* mem walk VADDR [-j] */
void mem_walk_run(const struct shell_call *call);

#endif
