/*
 * What a log says about its maps besides their entries: headings, signs of loss,
 * who printed it.
 *
 * Owns the table of these texts. Pure.
 */
#ifndef STRATA_MEMVIZ_E820_SIGNS_H
#define STRATA_MEMVIZ_E820_SIGNS_H

#include <stdbool.h>

#include "memviz/e820/forms/e820_line.h"

/* Fills item in with the first sign of that kind that text holds, if any: a
 * heading (label and index), a loss (note), a printer (note), a crash kernel's
 * command line. */
bool e820_signs_find_heading(const char *text, struct e820_item *item);
bool e820_signs_find_loss(const char *text, struct e820_item *item);
bool e820_signs_find_printer(const char *text, struct e820_item *item);

/* Past the marks of mail quotes and blanks at the start of a line. */
const char *e820_signs_skip_quotes(const char *text);

/* Returns whether a line that starts so, after quotes, is a comment. */
bool e820_signs_is_comment(const char *text);

#endif
