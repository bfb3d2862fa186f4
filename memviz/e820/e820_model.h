/*
 * A report on an e820 text as a model, to be drawn as a picture.
 */
#ifndef STRATA_MEMVIZ_E820_MODEL_H
#define STRATA_MEMVIZ_E820_MODEL_H

#include "memviz/e820/e820_report.h"
#include "memviz/model/model.h"

/* A model that knows the map of the report, raw and clean, and nothing else;
 * to be released with model_destroy(). NULL when there is no memory. */
struct model *e820_model_create(const struct e820_report *report);

#endif
