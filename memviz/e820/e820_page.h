/*
 * A page of text that scrolls in a window.
 *
 * Owns which rows of the page are in sight. Its rows are drawn in order, and those above the
 * window or below it touch no cell: counting is drawing outside. What the page says is
 * e820_rows.h's and e820_help.h's.
 */
#ifndef STRATA_MEMVIZ_E820_PAGE_H
#define STRATA_MEMVIZ_E820_PAGE_H

#include <stddef.h>

#include "memviz/screen/grid.h"

/* "  #12 " in front of a raw entry; what a line that does not fit is indented by. */
#define E820_PAGE_INDENT 6u

struct e820_page {
    struct window window;
    size_t top; /* the row of the page that is the first of the window */
    size_t row; /* the next one */
};

/* The start of the next row. */
struct pen e820_page_next(struct e820_page *page);

/* The start of the next row in that role, as deep as what belongs to the row above. */
struct pen e820_page_indent(struct e820_page *page, enum role role);

/* Writes text from pen on, and on indented rows what does not fit, broken at blanks. */
void e820_page_wrap(struct e820_page *page, struct pen pen, const char *text);

/* Writes text on the next row, with a blank in front as titles have it. */
void e820_page_text(struct e820_page *page, enum role role, const char *text);

/* A blank row, and "what: count" as a title. */
void e820_page_heading(struct e820_page *page, const char *what, size_t count);

#endif
