/*
 * mem dump: the bytes themselves.
 *
 * Owns the form of the rows, and of what stands for memory that is not there.
 */
#ifndef STRATA_SHELL_MEM_DUMP_H
#define STRATA_SHELL_MEM_DUMP_H

#include "shell/shell.h"

/* mem dump ADDR [LEN] [-j] */
void mem_dump_run(const struct shell_call *call);

#endif
