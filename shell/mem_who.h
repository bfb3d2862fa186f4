/*
 * mem who: everything known of one address.
 *
 * Owns the wording; who.h gathers.
 */
#ifndef STRATA_SHELL_MEM_WHO_H
#define STRATA_SHELL_MEM_WHO_H

#include "shell/shell.h"

/* mem who ADDR [-j] */
void mem_who_run(const struct shell_call *call);

#endif
