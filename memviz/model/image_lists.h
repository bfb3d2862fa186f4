/*
 * The indexed lists of a model, saved and loaded by one function (model_image.h).
 *
 * Owns the form of each list's entries in an image. Gaps in a list that is still arriving are kept.
 */
#ifndef STRATA_MEMVIZ_IMAGE_LISTS_H
#define STRATA_MEMVIZ_IMAGE_LISTS_H

#include "memviz/model/archive.h"
#include "memviz/model/model.h"

/* Passes every list of the model to the archive's bytes, or from them. */
void image_lists_pass(struct archive *archive, struct model *model);

#endif
