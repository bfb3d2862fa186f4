/*
 * From records to the model.
 *
 * Owns what each type of docs/telemetry.md ("Types") does to the model, and
 * which members it must have.
 */
#ifndef STRATA_MEMVIZ_MODEL_APPLY_H
#define STRATA_MEMVIZ_MODEL_APPLY_H

#include <stdbool.h>

#include "memviz/model/model.h"
#include "memviz/stream/record.h"

/* Takes one record. True when it was understood or is of a type that is not
 * known here (which is no error); false when its members are malformed: the
 * model is then unchanged but for what the sequence numbers tell. */
bool model_apply_record(struct model *model, const struct record *record);

#endif
