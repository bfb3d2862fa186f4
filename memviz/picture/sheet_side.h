/*
 * Frames, heap and boot steps beside the bars.
 */
#ifndef STRATA_MEMVIZ_SHEET_SIDE_H
#define STRATA_MEMVIZ_SHEET_SIDE_H

#include "memviz/picture/sheet_parts.h"

/* Each draws from the corner of area on and as wide as it, and returns where it
 * ends; a part of which nothing is known takes no room. */
double sheet_draw_frames(struct sheet *sheet, struct picture_box area);
double sheet_draw_heap(struct sheet *sheet, struct picture_box area);
double sheet_draw_boot(struct sheet *sheet, struct picture_box area);

#endif
