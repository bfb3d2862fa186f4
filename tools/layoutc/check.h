/*
 * What makes a layout impossible.
 *
 * Owns the rules that a parsed document must obey before anything is made of
 * it: stated sizes, alignment, windows of memory, lifetimes and symbols.
 */
#ifndef STRATA_LAYOUTC_CHECK_H
#define STRATA_LAYOUTC_CHECK_H

#include "tools/layoutc/doc.h"
#include "tools/layoutc/report.h"

/* Adds an error for each broken rule. The doc's rows are sorted. Rules that
 * need every row (the boot sector's) are left out where the report already
 * says that a row could not be read. */
void check_document(const struct doc *doc, struct report *report);

#endif
