/*
 * The help of the e820 screen: its keys, and what the letters of the strip mean.
 */
#ifndef STRATA_MEMVIZ_E820_HELP_H
#define STRATA_MEMVIZ_E820_HELP_H

#include "memviz/e820/e820_page.h"

/* Draws the help onto the page. */
void e820_help_draw(struct e820_page *page);

#endif
