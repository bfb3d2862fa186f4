/*
 * What one line of a map does not show, and all of them together do: an index that is missing, a
 * range that is out of order, a start or a line that was lost.
 */
#ifndef STRATA_MEMVIZ_E820_CHECKS_H
#define STRATA_MEMVIZ_E820_CHECKS_H

#include "memviz/e820/maps/e820_map.h"

/* A part of a run that is a map. */
struct e820_checks_part {
    const struct e820_run *run;
    struct e820_seen *seen; /* its entries, which the checks may decode */
    size_t count;
    bool whole; /* it is all of the run */
    bool loses; /* the loss that the run has noted is inside */
};

/* Gives the map of that part its fault or its warnings; entries that were printed badly are
 * decoded in place. */
void e820_checks_make(struct e820_map *map, const struct e820_checks_part *part);

#endif
