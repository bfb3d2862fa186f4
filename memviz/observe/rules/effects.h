/*
 * What a step does to memory.
 *
 * Owns how a store becomes a record in the log and bytes in the shadow, after
 * the rules have seen it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_EFFECTS_H
#define STRATA_MEMVIZ_OBSERVE_EFFECTS_H

#include "memviz/observe/rules/observation.h"

/* Makes one store of a step. */
void effects_take_store(struct observer *observer, const struct step *step,
                        const struct access *access);

/* The INT instruction of the guest that the firmware is working for; NULL when it works for
 * nobody. */
const struct frame *effects_find_request(const struct observer *observer);

#endif
