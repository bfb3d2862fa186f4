/*
 * mem alloc, mem free and mem reclaim: frames by hand.
 *
 * Owns the wording of every refusal of the frame bitmap.
 */
#ifndef STRATA_SHELL_MEM_ALLOC_H
#define STRATA_SHELL_MEM_ALLOC_H

#include "shell/shell.h"

/* mem alloc [N] [TAG] [-j] */
void mem_alloc_run(const struct shell_call *call);

/* mem free ADDR [N] [-j] */
void mem_free_run(const struct shell_call *call);

/* mem reclaim acpi [-j] */
void mem_reclaim_run(const struct shell_call *call);

#endif
