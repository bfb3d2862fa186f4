/*
 * mem dump and mem find: the bytes themselves.
 *
 * Owns reading memory that may not be there: nothing is read that no account of memory vouches for.
 */
#ifndef STRATA_SHELL_MEM_BYTES_H
#define STRATA_SHELL_MEM_BYTES_H

#include "shell/shell.h"

/* mem dump ADDR [LEN] */
void mem_dump_run(struct shell *shell, const struct shell_command *command,
                  const struct args *args);

/* mem find TEXT|0xBYTES [START [END]] */
void mem_find_run(struct shell *shell, const struct shell_command *command,
                  const struct args *args);

#endif
