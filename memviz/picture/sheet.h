/*
 * The sheet: the model as one picture, for a slide or a bug report.
 *
 * Owns what a picture shows and where: all of memory to scale, the first MiB
 * magnified beside it and its crowded end magnified again, the e820 map raw
 * and clean with what joins them, frames, heap and boot steps. What is not
 * known is left out, so a bare e820 map makes a picture too. Pure: the shapes
 * go into a list, and others paint them.
 */
#ifndef STRATA_MEMVIZ_SHEET_H
#define STRATA_MEMVIZ_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/model/model.h"
#include "memviz/picture/sheet_parts.h"

/* Draws the model, and notes unless they are NULL, into a picture that picture_init()
 * need not have touched and that is to be given back with picture_free(). False when
 * there was no memory; the picture is then incomplete. */
bool sheet_draw(struct picture *picture, struct model *model, const struct sheet_notes *notes);

/* The title of such a picture: what kind of machine it shows. */
void sheet_format_title(char *text, size_t size, const struct model *model);

#endif
