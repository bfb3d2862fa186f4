/*
 * The reported account, held against what was observed.
 *
 * Owns the decoding of the telemetry that the guest sends on COM2 while it is
 * observed (docs/telemetry.md): the bytes are in the trace, as stores to the
 * port, so nothing else is recorded. Three of its statements can be observed as
 * well, and a difference is a finding:
 * - a boot step that is reported has begun, or is the next one, and its time stamp
 *   lies between its begin and that of the step before;
 * - the low water of a stack is an address to which the stack did reach;
 * - the cursor of the heap is where the last allocation's red zone ends (in the
 *   heap of Strata only), and nobody has stored above it before.
 * A boot that failed, or a kernel that died, is a finding with the words of the guest.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_REPORTED_H
#define STRATA_MEMVIZ_OBSERVE_REPORTED_H

#include "memviz/observe/rules/observation.h"

struct model;

/* Begins to listen; NULL when there is no memory. Without a layout only a failure that the guest
 * reports is of interest. */
struct reported *reported_create(struct observer *observer);
void reported_free(struct reported *reported);

/* Takes the port access of a step. */
void reported_take(struct reported *reported, const struct port_access *port);

/* How many statements were compared so far. */
unsigned reported_count(const struct reported *reported);

/* What the guest has reported so far. */
const struct model *reported_get_model(const struct reported *reported);

/* Returns whether the guest sends telemetry, and has not yet reported heap and stacks. */
bool reported_is_due(const struct reported *reported);

#endif
