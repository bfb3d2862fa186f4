/*
 * mem map and mem walk: the page tables.
 *
 * Owns how mappings are shown; the tables are the core's.
 */
#ifndef STRATA_SHELL_MEM_MAP_H
#define STRATA_SHELL_MEM_MAP_H

#include "shell/shell.h"

/* mem map [START [END]] [-j] */
void mem_map_run(struct shell *shell, const struct shell_command *command, const struct args *args);

/* mem walk VADDR [-j] */
void mem_walk_run(struct shell *shell, const struct shell_command *command,
                  const struct args *args);

#endif
