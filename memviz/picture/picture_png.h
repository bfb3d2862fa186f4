/*
 * A picture as PNG, painted by cairo: the one module that knows it.
 */
#ifndef STRATA_MEMVIZ_PICTURE_PNG_H
#define STRATA_MEMVIZ_PICTURE_PNG_H

#include <stdio.h>

#include "memviz/picture/picture.h"

/* Pixels to a point: sharp on a slide, and small enough to mail. */
#define PICTURE_PNG_SCALE 2.0

/* Paints the picture and writes it to out. NULL when that is done, else why
 * not, as a constant sentence. */
const char *picture_png_write(const struct picture *picture, FILE *out);

#endif
