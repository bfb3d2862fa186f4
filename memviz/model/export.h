/*
 * The model as one JSON object, for scripts and for comparison with what the
 * serial shell answers to `mem e820 -j`, `mem frames -j`, `mem heap -j` and
 * `mem layout -j`: the members e820, frames, heap and layout are the same
 * objects; sync tells whether the checksums agree.
 */
#ifndef STRATA_MEMVIZ_EXPORT_H
#define STRATA_MEMVIZ_EXPORT_H

#include <jansson.h>

#include "memviz/model/model.h"

/* The model as JSON, to be released with json_decref(); NULL when there is no
 * memory. Addresses and sizes are lower-case hex strings, counts are numbers;
 * what is not known is null, a list of what is not known is empty. */
json_t *export_model(struct model *model);

#endif
