/*
 * All of memory as one bar.
 */
#ifndef STRATA_MEMVIZ_SHEET_WHOLE_H
#define STRATA_MEMVIZ_SHEET_WHOLE_H

#include "memviz/picture/sheet_parts.h"

/* All of memory, to scale: its bar, which *bar describes afterwards. What lies
 * far above it follows below a break. area.height is given. */
void sheet_draw_whole(struct sheet *sheet, struct picture_box area, struct sheet_bar *bar);

#endif
