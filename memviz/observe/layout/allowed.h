/*
 * Memory in which the user allows what would be a finding.
 *
 * Owns the ranges and the reasons.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_ALLOWED_H
#define STRATA_MEMVIZ_OBSERVE_ALLOWED_H

#include <stddef.h>
#include <stdint.h>

#define ALLOWED_MAX     16u
#define ALLOWED_NOWHERE UINT64_MAX

struct allowed_range {
    uint64_t start; /* half-open, physical */
    uint64_t end;
    const char *reason;
    uint64_t used; /* findings that it turned into notes */
};

struct allowed {
    struct allowed_range ranges[ALLOWED_MAX];
    unsigned count;
};

/* The range that holds an address, NULL for none. */
static inline struct allowed_range *allowed_find(struct allowed *allowed, uint64_t address)
{
    for (unsigned i = 0; i < allowed->count; i++)
        if (address >= allowed->ranges[i].start && address < allowed->ranges[i].end)
            return &allowed->ranges[i];
    return NULL;
}

#endif
