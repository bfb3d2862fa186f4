/*
 * The records that tell what the machine goes through: `boot`, `hello`, `fail`
 * and `fault` (docs/telemetry.md).
 *
 * Private to the model.
 */
#ifndef STRATA_MEMVIZ_MODEL_BOOT_H
#define STRATA_MEMVIZ_MODEL_BOOT_H

#include "memviz/model/model.h"
#include "memviz/stream/members.h"

/* Each takes the members of a record of its type. False when they are malformed. */
bool model_boot_apply_boot(struct model *model, const struct members *members);
bool model_boot_apply_hello(struct model *model, const struct members *members);
bool model_boot_apply_fail(struct model *model, const struct members *members);
bool model_boot_apply_fault(struct model *model, const struct members *members);

#endif
