/*
 * A model as a string of bytes: the keyframes of a recording.
 *
 * Owns the form, which lives in memory only and may change at any time. Two
 * models that took the same records have equal images, so models are also
 * compared by their images. Small: what is not known takes no room, frames are
 * runs, numbers are as long as they need.
 */
#ifndef STRATA_MEMVIZ_MODEL_IMAGE_H
#define STRATA_MEMVIZ_MODEL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/model/model.h"

struct model_image {
    unsigned char *bytes; /* its own; model_image_free() gives it back */
    size_t size;
};

/* Makes an image of a model. The caller gives it back with model_image_free().
 * False when there is no memory. */
bool model_image_save(struct model_image *image, const struct model *model);

/* Makes a model what it was when the image was made. False when there is no
 * memory for its lists; the model is then of no use until it is reset. */
bool model_image_load(const struct model_image *image, struct model *model);

/* Gives its memory back. An image that is all zero is allowed. */
void model_image_free(struct model_image *image);

#endif
