/*
 * The declared account of an address: the rows of the layout that hold it, and
 * whether they were alive at an instant.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_DECLARED_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_DECLARED_H

#include <stdio.h>

#include "memviz/observe/layout/layout.h"

/* The boot step that was under way at a tick; 0 before the first. */
unsigned heat_declared_step(const struct layout *layout, uint64_t tick);

/* Writes a line for each row that holds an address, or one that none does. */
void heat_declared_write(const struct layout *layout, uint64_t address, uint64_t tick, FILE *out);

#endif
