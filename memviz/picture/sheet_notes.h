/*
 * Notes below a sheet.
 */
#ifndef STRATA_MEMVIZ_SHEET_NOTES_H
#define STRATA_MEMVIZ_SHEET_NOTES_H

#include "memviz/picture/sheet_parts.h"

/* Draws the sheet's notes as wide as area, from its upper left corner on; returns how far down
 * they reach, area.y when there are none. */
double sheet_draw_notes(struct sheet *sheet, struct picture_box area);

#endif
