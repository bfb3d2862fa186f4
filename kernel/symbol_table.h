/*
 * The symbol table that the build links into the kernel (tools/symbols.awk).
 */
#ifndef STRATA_SYMBOL_TABLE_H
#define STRATA_SYMBOL_TABLE_H

#include "kernel/core/symbols.h"

/* The kernel's functions; empty only while the build links for the first time. */
const struct symbols *symbol_table(void);

#endif
