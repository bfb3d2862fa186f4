/*
 * The help: every key binding, from the table the keys are looked up in, and every sign of the map,
 * from the table it is drawn from.
 */
#ifndef STRATA_MEMVIZ_HELP_H
#define STRATA_MEMVIZ_HELP_H

#include <stddef.h>

#include "memviz/screen/grid.h"

/* How many rows the help takes. */
size_t help_count_rows(void);

/* Draws the help from row top on. */
void help_draw(const struct window *window, size_t top);

#endif
