/*
 * The first MiB as a magnification of the bar of all memory.
 */
#ifndef STRATA_MEMVIZ_SHEET_LOW_H
#define STRATA_MEMVIZ_SHEET_LOW_H

#include "memviz/picture/sheet_parts.h"

/* Two bars, and a row for each region. sheet_measure_low() is the height that
 * the rows need. */
double sheet_measure_low(const struct sheet *sheet);
void sheet_draw_low(struct sheet *sheet, struct picture_box area, const struct sheet_bar *whole);

#endif
