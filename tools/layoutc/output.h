/*
 * Replacing files whole.
 *
 * Owns the way files reach the disk: the new content goes to a temporary file
 * beside the old one, and takes its place only when every byte is written, so
 * a run that fails leaves what was there.
 */
#ifndef STRATA_LAYOUTC_OUTPUT_H
#define STRATA_LAYOUTC_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/layoutc/doc.h"

/* Writes all generated files of the doc into a directory that exists. Returns
 * false after saying why on stderr; then none of them has changed, unless the
 * file system refused the last step, a rename. */
bool output_write_generated(const struct doc *doc, const char *directory);

/* Replaces the file at path by text. Returns false after saying why on stderr;
 * then the file has not changed. */
bool output_replace(const char *path, const char *text);

#endif
