/*
 * What each stretch of physical memory is, from all that the model knows.
 *
 * Owns the join of the accounts: the frame bitmap where it reaches, the e820
 * map beyond it, the regions, the kernel image and the heap. An index is built
 * from a model, answers questions about it, and is void when it changes.
 */
#ifndef STRATA_MEMVIZ_MEMORY_H
#define STRATA_MEMVIZ_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/e820.h"
#include "memviz/model/model.h"

/* The kinds, the mildest first: a cell that stands for several shows the last. */
enum memory_kind {
    MEMORY_NONE, /* no map says that anything is there */
    MEMORY_FREE,
    MEMORY_RAM, /* RAM that the kernel does not manage */
    MEMORY_ACPI,
    MEMORY_NVS,       /* ACPI's, for good */
    MEMORY_UNUSABLE,  /* the BIOS found it bad */
    MEMORY_FIRMWARE,  /* reserved by the e820 map */
    MEMORY_RESERVED,  /* reserved by the kernel, in RAM */
    MEMORY_REGION,    /* the same, within a region below 1 MiB */
    MEMORY_HEAP_LEFT, /* of the heap, above its cursor */
    MEMORY_HEAP,      /* below its cursor */
    MEMORY_KERNEL,
    MEMORY_USED,    /* handed out by the frame bitmap */
    MEMORY_UNKNOWN, /* managed, or before there is a map, and nothing has been told of it */
    MEMORY_KINDS
};

/* A region, reported by the kernel or, before that, declared in docs/layout.md. */
struct memory_region {
    uint64_t start;
    uint64_t end;       /* half-open */
    const char *symbol; /* belongs to the model or the layout, like what */
    const char *what;
    bool alive;
};

/* Starts and ends of regions and ranges, marks, the heap's, blocks that differ. */
#define MEMORY_BOUNDS_MAX                                                                          \
    (2 * MODEL_REGION_MAX + 2 * E820_CLEAN_MAX + MODEL_MARK_MAX + 2 * FRAMEMAP_BLOCKS + 16)

struct memory_index {
    const struct model *model; /* what it was built from; must outlive it */
    uint64_t managed_end;      /* the frame bitmap covers memory up to here */
    uint64_t all_end;          /* where the last known memory ends */
    size_t region_count;
    struct memory_region regions[MODEL_REGION_MAX]; /* by start */
    bool map_known; /* the whole map has come: what it leaves out is no memory */
    size_t range_count;
    struct e820_range ranges[E820_CLEAN_MAX]; /* the clean map, or what the raw one gives */
    size_t bound_count;
    uint64_t bounds[MEMORY_BOUNDS_MAX]; /* ascending, each once */
};

/* Builds the index of a model, which must outlive it. */
void memory_index_build(struct memory_index *index, const struct model *model);

/* What is at an address. */
enum memory_kind memory_find_kind(const struct memory_index *index, uint64_t address);

/* The end of the stretch from address on, at most limit, in which nothing
 * begins, ends or changes. */
uint64_t memory_find_end(const struct memory_index *index, uint64_t address, uint64_t limit);

/* The next address above address where something begins or ends; UINT64_MAX
 * when there is none. Frame states do not count. */
uint64_t memory_find_bound(const struct memory_index *index, uint64_t address);

/* The smallest region that holds an address, or NULL. */
const struct memory_region *memory_find_region(const struct memory_index *index, uint64_t address);

/* The range of the clean map that holds an address, or NULL. */
const struct e820_range *memory_find_range(const struct memory_index *index, uint64_t address);

/* The last allocation that starts at or below an address, by its number; false
 * when there is none. Allocations lie in the order of their numbers. */
bool memory_find_alloc(const struct model *model, uint64_t address, unsigned *number);

/* Whether the checksum that the kernel sent for the block of an address
 * disagrees with the frames of the model. */
bool memory_is_corrupt(const struct model *model, uint64_t address);

/* A few words for a kind. */
const char *memory_kind_name(enum memory_kind kind);

#endif
