/*
 * The allocations of the heap, summed by tag.
 *
 * Owns the sums. Pure.
 */
#ifndef STRATA_MEMVIZ_HEAP_TAGS_H
#define STRATA_MEMVIZ_HEAP_TAGS_H

#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"

/* Tags beyond these are summed as one. */
#define HEAP_TAGS_MAX 64u

struct heap_tag {
    const char *tag; /* as long-lived as the model */
    unsigned count;
    uint64_t size; /* bytes asked for */
};

struct heap_tags {
    size_t count;
    uint64_t total;                      /* bytes of all, those in "(others)" too */
    struct heap_tag tags[HEAP_TAGS_MAX]; /* the largest first */
};

/* Sums the allocations that are known. */
void heap_tags_build(struct heap_tags *tags, const struct model *model);

#endif
