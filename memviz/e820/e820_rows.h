/*
 * What the page of an e820 report says: what was recognised, remarks, the map drawn, raw entries,
 * clean ranges with their reasons, totals.
 */
#ifndef STRATA_MEMVIZ_E820_ROWS_H
#define STRATA_MEMVIZ_E820_ROWS_H

#include "memviz/e820/e820_page.h"
#include "memviz/e820/e820_report.h"

/* Draws the rows of a report, which has a map, onto the page. */
void e820_rows_draw(struct e820_page *page, const struct e820_report *report);

/* Draws a row for each map of the text, with what speaks against it; that of the number is
 * marked. */
void e820_rows_draw_maps(struct e820_page *page, const struct e820_text *text, size_t number);

#endif
