/*
 * A sheet as a file.
 *
 * Owns the way from a model to the files of --svg and --png.
 */
#ifndef STRATA_MEMVIZ_SHEET_FILE_H
#define STRATA_MEMVIZ_SHEET_FILE_H

#include <stdbool.h>

#include "memviz/model/model.h"
#include "memviz/picture/sheet_parts.h"

/* Draws the model with its notes, which may be NULL, and writes it as SVG, as PNG or both; a place
 * that is NULL is left out, "-" is standard output. False after writing one line that names the
 * place and the reason to standard error. */
bool sheet_file_write(struct model *model, const struct sheet_notes *notes, const char *svg,
                      const char *png);

/* Returns whether neither place is the file at input, which a picture would destroy; false after
 * the same line. Places and input may be NULL. */
bool sheet_file_spares(const char *input, const char *svg, const char *png);

#endif
