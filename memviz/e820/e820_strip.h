/*
 * The clean map in one row: every range and every gap has a cell at least, and
 * what is larger has more, by its logarithm.
 */
#ifndef STRATA_MEMVIZ_E820_STRIP_H
#define STRATA_MEMVIZ_E820_STRIP_H

#include "memviz/e820/e820_report.h"
#include "memviz/memory/memory_look.h"

/* How a type of the clean map, 1 to 5, is shown, and a gap, 0. */
struct memory_look e820_strip_look(uint32_t type, const struct glyphs *glyphs);

/* Draws the strip from address 0 to the last of the map over all that is left
 * to bar, and under it, with scale, where ranges and gaps start. More ranges
 * than cells share cells; such a cell shows the most restrictive type. */
void e820_strip_draw(const struct e820_report *report, struct pen *bar, struct pen *scale);

#endif
