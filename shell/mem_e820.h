/*
 * mem e820: the BIOS map, raw, clean, and why.
 *
 * Owns the form of the lists and of the reasons.
 */
#ifndef STRATA_SHELL_MEM_E820_H
#define STRATA_SHELL_MEM_E820_H

#include "shell/shell.h"

/* mem e820 [raw|clean|why] [-j] */
void mem_e820_run(const struct shell_call *call);

#endif
