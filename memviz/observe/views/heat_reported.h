/*
 * The reported account of an address: what the guest's telemetry says of it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_REPORTED_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_REPORTED_H

#include <stdio.h>

#include "memviz/model/model.h"

/* Writes a line for each region, allocation and frame that was reported to hold an
 * address, as of the newest record, or one that says that nothing was. */
void heat_reported_write(const struct model *model, uint64_t address, FILE *out);

#endif
