/*
 * mem heap and mem grab: the heap cursor.
 *
 * Owns how allocations are listed, and taking one by hand.
 */
#ifndef STRATA_SHELL_MEM_HEAP_H
#define STRATA_SHELL_MEM_HEAP_H

#include "shell/shell.h"

/* mem heap [-j] */
void mem_heap_run(const struct shell_call *call);

/* mem grab SIZE [TAG] [-j] */
void mem_grab_run(const struct shell_call *call);

#endif
