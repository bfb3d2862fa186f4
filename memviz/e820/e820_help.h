/*
 * The help of the e820 screen: its keys, and the legend of its letters.
 */
#ifndef STRATA_MEMVIZ_E820_HELP_H
#define STRATA_MEMVIZ_E820_HELP_H

#include "memviz/screen/grid.h"

/* Draws the help into the window. */
void e820_help_draw(const struct window *window);

#endif
