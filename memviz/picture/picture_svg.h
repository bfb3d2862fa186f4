/*
 * A picture as SVG.
 *
 * Owns the form of the file: SVG 1.1 in which text stays text, to be searched,
 * copied and read aloud. Each text says how wide it is, so that it keeps its
 * place where another font has to stand in.
 */
#ifndef STRATA_MEMVIZ_PICTURE_SVG_H
#define STRATA_MEMVIZ_PICTURE_SVG_H

#include <stdio.h>

#include "memviz/picture/picture.h"

/* Writes the picture; title is what a screen reader reads aloud.
 * Whether it arrived is to be asked of out. */
void picture_svg_write(const struct picture *picture, const char *title, FILE *out);

#endif
