/*
 * What the rows of e820_forms.h make of one place of a line: the inside of e820_line.h.
 */
#ifndef STRATA_MEMVIZ_E820_TRY_H
#define STRATA_MEMVIZ_E820_TRY_H

#include "memviz/e820/forms/e820_line.h"

/* Returns whether an entry may start there: where a word does. */
bool e820_try_may_start(const char *text, size_t at);

/* Fills item in with the best that the rows make of the text from at on; false for
 * nothing. Of rows that do not fit the one counts that came furthest. */
bool e820_try_rows(struct e820_item *item, const char *text, size_t at);

/* Makes an item one that cannot be read, for that reason and from that place on. */
void e820_try_refuse(struct e820_item *item, size_t fault, const char *problem);

/* Says as the item's problem what a match that failed has expected. */
void e820_try_describe(struct e820_item *item, const struct e820_match *match);

#endif
