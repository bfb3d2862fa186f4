/*
 * The e820 report on a grid: what was recognised, the map drawn, raw entries,
 * clean ranges with their reasons, totals.
 *
 * Owns the layout of that page and how far it is scrolled. Knows no terminal.
 */
#ifndef STRATA_MEMVIZ_E820_VIEW_H
#define STRATA_MEMVIZ_E820_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/e820_report.h"
#include "memviz/screen/grid.h"
#include "memviz/screen/keys.h"

struct e820_view {
    size_t scroll;      /* rows above the window */
    unsigned page_rows; /* of the page, when last drawn */
    bool help;          /* the help is shown in place of the page */
};

/* Draws the screen: a title, the page from view->scroll on, the keys. Brings a
 * scroll position beyond the end back. report->map NULL: problem in place of
 * the page. */
void e820_view_draw(struct e820_view *view, struct grid *grid, const struct e820_report *report,
                    const char *problem);

/* Scrolls as intent asks; false when it asks for something else. */
bool e820_view_apply(struct e820_view *view, enum intent intent);

/* How many rows the whole page takes at a width of cols, without title and
 * keys. */
size_t e820_view_count_rows(const struct e820_report *report, unsigned cols);

/* Draws the whole page from the first row of the grid on. */
void e820_view_draw_page(struct grid *grid, const struct e820_report *report);

#endif
