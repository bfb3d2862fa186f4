/*
 * Text of several lines in a window, broken at blanks and scrolled.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_TEXT_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_TEXT_H

#include <stddef.h>

#include "memviz/screen/grid.h"

/* Draws the text from its row number `scroll` on and returns how many rows all of it
 * has. A window without rows only counts. */
size_t heat_text_draw(const struct window *window, const char *text, size_t scroll);

#endif
