/*
 * The picture of the map.
 *
 * Owns the drawing of the layout as text: address order downwards, a box for
 * each region and gap, and the boot steps it is alive in; and its place in the
 * document, between two marker lines.
 */
#ifndef STRATA_LAYOUTC_PICTURE_H
#define STRATA_LAYOUTC_PICTURE_H

#include <stdio.h>

#include "tools/layoutc/doc.h"
#include "tools/layoutc/report.h"

#define PICTURE_BEGIN "<!-- picture -->"
#define PICTURE_END   "<!-- /picture -->"

/* Draws the picture, UTF-8, one line after the other. The doc has passed every
 * check. */
void picture_draw(const struct doc *doc, FILE *out);

/* Returns the document's text with the picture between the marker lines
 * replaced by a fresh one; the caller frees it. Sets *line to the line of the
 * first marker. NULL, with an error added, where the markers are not there. */
char *picture_splice(const struct doc *doc, const char *text, unsigned *line,
                     struct report *report);

#endif
