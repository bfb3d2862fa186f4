/*
 * The e820 map beside the bars.
 */
#ifndef STRATA_MEMVIZ_SHEET_MAP_H
#define STRATA_MEMVIZ_SHEET_MAP_H

#include "memviz/picture/sheet_parts.h"

/* Draws from the corner of area on and as wide as it; returns where it ends. */
double sheet_draw_map(struct sheet *sheet, struct picture_box area);

#endif
