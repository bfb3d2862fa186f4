/*
 * The records of the kernel's state, one function for each type.
 *
 * Owns the translation of the machine into record members; publish.h decides
 * when each is sent.
 */
#ifndef STRATA_CORE_PUBLISH_ITEMS_H
#define STRATA_CORE_PUBLISH_ITEMS_H

#include "kernel/core/publish_state.h"

/* Returns how many items a topic has now. */
uint32_t publish_item_count(const struct publish *publish, enum publish_topic topic);

/* Encodes item index (below the count) into publish->telemetry; returns the
 * record's length, 0 where it did not fit. */
size_t publish_item_encode(struct publish *publish, enum publish_topic topic, uint32_t index);

#endif
