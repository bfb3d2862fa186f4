/*
 * All that a model tells of memory, made ready for questions.
 *
 * Owns the collection: regions, the e820 map, the kernel image, and every
 * address at which something begins or ends. An index is built from a model,
 * and is void when the model changes. memory.h asks the questions.
 */
#ifndef STRATA_MEMVIZ_MEMORY_INDEX_H
#define STRATA_MEMVIZ_MEMORY_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/e820.h"
#include "memviz/model/model.h"
#include "memviz/memory/regions.h"

/* Starts and ends of regions and ranges, marks, the heap's, blocks that differ:
 * as many as there can be. */
#define MEMORY_BOUNDS_MAX                                                                          \
    (2 * MODEL_REGION_MAX + 2 * MODEL_CLEAN_MAX + MODEL_MARK_MAX + 2 * FRAMEMAP_BLOCKS + 16)

struct memory_index {
    const struct model *model; /* what it was built from; must outlive it */
    uint64_t managed_end;      /* the frame bitmap covers memory up to here */
    uint64_t all_end;          /* where the last known memory ends */
    struct region_list regions;
    size_t raw_count;
    struct e820_entry raw[MODEL_RAW_MAX]; /* those that have come */
    bool map_known; /* the whole map has come: what it leaves out is no memory */
    bool computed;  /* the ranges are what the raw entries give, not the kernel's */
    size_t range_count;
    struct e820_range ranges[MODEL_CLEAN_MAX]; /* the clean map, by start */
    uint64_t kernel_start;                     /* equal where the image is not known */
    uint64_t kernel_end;
    bool by_owner; /* set by who builds it: where frames change their owner, something ends */
    size_t bound_count;
    uint64_t bounds[MEMORY_BOUNDS_MAX]; /* ascending, each once */
};

/* Builds the index of a model, which must outlive it. */
void memory_index_build(struct memory_index *index, const struct model *model);

/* The next address above address where something begins or ends; UINT64_MAX
 * when there is none. Frame states do not count. */
uint64_t memory_index_find_bound(const struct memory_index *index, uint64_t address);

#endif
