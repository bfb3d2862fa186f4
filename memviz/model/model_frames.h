/*
 * The `frames` record: the states of frames, in runs (docs/telemetry.md).
 *
 * Private to the model.
 */
#ifndef STRATA_MEMVIZ_MODEL_FRAMES_H
#define STRATA_MEMVIZ_MODEL_FRAMES_H

#include "memviz/stream/members.h"
#include "memviz/model/model.h"

/* Takes the members of a `frames` record. False, the model unchanged, when
 * they are malformed. */
bool model_frames_apply(struct model *model, const struct members *members);

#endif
