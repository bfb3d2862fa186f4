/*
 * Everything known of one address.
 *
 * Owns the question, not the data: it gathers what each account in the machine
 * says of the address, and the shell and the fault reports print it.
 */
#ifndef STRATA_CORE_WHO_H
#define STRATA_CORE_WHO_H

#include "kernel/core/machine.h"

#define WHO_REGIONS_MAX 8u

enum who_heap_part {
    WHO_HEAP_NONE,   /* not in the heap */
    WHO_HEAP_HEADER, /* bookkeeping before the data of an allocation */
    WHO_HEAP_DATA,
    WHO_HEAP_RED_ZONE, /* the guard bytes after the data */
    WHO_HEAP_LEFT,     /* above the cursor: not taken yet */
};

struct who {
    uint64_t address;
    enum machine_memory memory;
    const struct e820_range *clean; /* NULL where the map says nothing */
    size_t region_count;
    struct region regions[WHO_REGIONS_MAX]; /* the declared and run-time rows that hold it */
    bool managed;                           /* the bitmap covers it: frame and state are set */
    uint32_t frame;
    enum frame_state state;
    const struct owner *owner; /* NULL where the frame has no tag */
    enum who_heap_part heap_part;
    struct heap_allocation allocation; /* set for header, data and red zone */
};

/* Gathers what is known of address. The pointers in *who are the machine's. */
void who_find(const struct machine *machine, uint64_t address, struct who *who);

#endif
