/*
 * How often memory was written, read and executed: by place and by time.
 *
 * Owns the counts. A place is a cell: 256 bytes below 1 MiB, a page or more
 * above. A time is a slice: as many instructions as the one before it. Both
 * become coarser when there are too many of them, so that the counts of a long
 * run take a few megabytes; what a count says stays true.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/observe/trace/sites.h"
#include "memviz/observe/trace/steps.h"

/* Below this address cells are HEAT_LOW_CELL bytes long. */
#define HEAT_LOW_END  0x100000u
#define HEAT_LOW_CELL 256u

/* Slices of time at most, and never fewer than half of that in a long run. */
#define HEAT_SLICES 512u

enum heat_kind { HEAT_WRITE, HEAT_READ, HEAT_EXECUTE, HEAT_KINDS };

/* What happened to a cell within a slice. */
struct heat_entry {
    uint32_t cell;
    uint32_t slice;
    uint64_t counts[HEAT_KINDS]; /* accesses and instructions that touch the cell */
    uint64_t last[HEAT_KINDS];   /* number of the instruction that did so last, 0 for none */
};

/* What a span of memory saw within a span of time. */
struct heat_sum {
    uint64_t counts[HEAT_KINDS];
    uint64_t last[HEAT_KINDS];
};

/* A span of time: the slices from `first` up to and without `end`. */
struct heat_span {
    uint32_t first;
    uint32_t end;
};

struct heat_slice {
    uint64_t first_tick;
    uint64_t last_tick;
    uint64_t stores;
};

struct heat {
    struct heat_entry *entries; /* an open hash table; a free one has no counts */
    uint32_t capacity;          /* a power of two */
    uint32_t count;
    struct heat_entry *sorted; /* by cell, then slice; NULL until heat_sort() */
    uint32_t sorted_count;
    uint64_t sorted_instructions; /* how much of the run sorted has */
    struct heat_slice slices[HEAT_SLICES];
    uint64_t slice_size;   /* instructions */
    uint32_t slice_count;  /* slices that have begun */
    uint64_t instructions; /* and deliveries of interrupts, so that each has a number */
    unsigned high_shift;   /* cells above HEAT_LOW_END have 2^high_shift bytes */
    uint64_t beyond;       /* accesses at or above 4 GiB, which no cell counts */
    bool exhausted;        /* there was no memory: the counts are not whole */
};

/* False when there is no memory. */
bool heat_init(struct heat *heat);
void heat_free(struct heat *heat);

/* Counts a step. */
void heat_take(struct heat *heat, const struct sites *sites, const struct step *step);

/* Makes what was counted so far ready for heat_sum(). False when there is no memory. */
bool heat_sort(struct heat *heat);

/* The first byte of the cell that holds an address, and the size of that cell. */
uint64_t heat_cell_start(const struct heat *heat, uint64_t address);
uint64_t heat_cell_size(const struct heat *heat, uint64_t address);

/* The counts of the cells that begin in [start, end) within a span of time, as of
 * the last heat_sort(). */
struct heat_sum heat_sum(const struct heat *heat, uint64_t start, uint64_t end,
                         struct heat_span span);

/* The first byte of the first cell at or above an address that was touched at all;
 * UINT64_MAX when there is none. As of the last heat_sort(). */
uint64_t heat_find_touched(const struct heat *heat, uint64_t address);

/* The first byte of an entry's cell. */
uint64_t heat_entry_start(const struct heat *heat, const struct heat_entry *entry);

/* The first byte of the last touched cell, 0 when there is none. As of the last heat_sort(). */
uint64_t heat_find_last(const struct heat *heat);

/* The slice that a tick lies in; the last one for a later tick. */
uint32_t heat_find_slice(const struct heat *heat, uint64_t tick);

#endif
