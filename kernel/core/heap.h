/*
 * The kernel heap: a cursor that only grows.
 *
 * Owns the memory [start, end) and lays allocations out in it one after the
 * other, each with a header before it and a red zone after it:
 *
 *      cursor                                          next cursor
 *      | header 32 | gap to alignment | data | red zone | pad to 16 |
 *
 * Headers live in the heap itself, so there is no limit but memory; each keeps
 * what is needed to list the allocations and to notice that one was overrun.
 */
#ifndef STRATA_CORE_HEAP_H
#define STRATA_CORE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/status.h"

#define HEAP_TAG_SIZE      16u /* the NUL included */
#define HEAP_RED_ZONE_SIZE 16u

struct heap {
    uint8_t *memory; /* where the byte at address start can be reached */
    uint64_t start;
    uint64_t cursor; /* where the next header goes */
    uint64_t end;
    uint32_t count;
};

/* What an allocation is asked for with. */
struct heap_request {
    uint32_t size;   /* not 0 */
    uint32_t align;  /* a power of two */
    const char *tag; /* whose it is: copied, and cut to 15 characters */
};

/* One allocation, as listed. Also the place in a walk over all of them. */
struct heap_allocation {
    uint64_t header; /* address of its header; the walk's private matter */
    uint64_t start;
    uint64_t next; /* address after it, where the next header is */
    uint32_t size;
    uint32_t align;
    char tag[HEAP_TAG_SIZE];
};

/* Takes [start, end), start and end multiples of 16, reachable at memory. */
void heap_init(struct heap *heap, uint8_t *memory, uint64_t start, uint64_t end);

/* Takes what is wanted; the address goes to *address. The memory is not cleared.
 * STATUS_ARGUMENT, STATUS_NO_MEMORY. */
enum status heap_alloc(struct heap *heap, const struct heap_request *wanted, uint64_t *address);

/* Where in memory an address of the heap can be reached. */
void *heap_pointer(const struct heap *heap, uint64_t address);

/* The first allocation, and the one after; false at the end, or where the
 * header is damaged (heap_check() tells which). */
bool heap_first(const struct heap *heap, struct heap_allocation *allocation);
bool heap_next(const struct heap *heap, struct heap_allocation *allocation);

/* Bytes that an allocation of alignment 16 could still take. */
uint64_t heap_left(const struct heap *heap);

/* Verifies every header and red zone. STATUS_OK, or STATUS_CORRUPT with the
 * address of the first damaged byte in *address and, where the red zone was
 * overrun, the allocation in *allocation (its size is 0 where the header is
 * damaged). */
enum status heap_check(const struct heap *heap, uint64_t *address,
                       struct heap_allocation *allocation);

#endif
