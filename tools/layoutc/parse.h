/*
 * From Markdown to struct doc.
 *
 * Owns the reading of the document: finds its five tables by their header
 * rows, splits rows into cells and reads each cell. Prose, other tables and
 * fenced blocks are skipped. A row that cannot be read is reported and left
 * out, and reading goes on, so that one run finds every mistake.
 *
 * Table syntax is that of GitHub Flavored Markdown, section 4.10, with a pipe
 * at both ends of each row. Backquotes around a cell are dropped.
 */
#ifndef STRATA_LAYOUTC_PARSE_H
#define STRATA_LAYOUTC_PARSE_H

#include <stdio.h>

#include "tools/layoutc/doc.h"
#include "tools/layoutc/report.h"

/* Reads the document from in, to its end, into *doc, rows sorted by address.
 * Mistakes go to the report; a doc that has any is good for further checks of
 * what could be read, not for output. */
void parse_document(FILE *in, struct doc *doc, struct report *report);

/* Reads the document of any kernel in the same way. It has 1 to DOC_STEPS_MAX boot steps, and
 * the firmware and role tables only where its author wants them. */
void parse_any_document(FILE *in, struct doc *doc, struct report *report);

#endif
