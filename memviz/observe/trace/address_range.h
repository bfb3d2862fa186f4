/*
 * A range of addresses.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_ADDRESS_RANGE_H
#define STRATA_MEMVIZ_OBSERVE_ADDRESS_RANGE_H

#include <stdint.h>

/* [start, end) */
struct address_range {
    uint64_t start;
    uint64_t end;
};

#endif
