/*
 * Answers about single bytes: who wrote one, who before, and all stores to a range.
 *
 * Owns the search through the log of stores and the form of the answers.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_WRITERS_H
#define STRATA_MEMVIZ_OBSERVE_WRITERS_H

#include <stdio.h>

#include "memviz/observe/rules/observation.h"
#include "memviz/observe/trace/address_range.h"

/* The last store to an address at or before tick, searched downwards from the
 * record `before` (the log's count for the newest). 0 when there is none. Bits
 * that the processor sets in page-table entries are no stores. */
uint32_t writers_find(const struct observer *observer, uint64_t address, uint64_t tick,
                      uint32_t before);

/* The same for the last store that begins by tick and touches a range. */
uint32_t writers_find_range(const struct observer *observer, struct address_range range,
                            uint64_t tick, uint32_t before);

/* Prints who wrote the byte at an address, and up to eight writers before. */
void writers_write_who(struct observer *observer, uint64_t address, uint64_t tick, FILE *out);

/* Prints each store that touches [start, end), oldest first. */
void writers_write_range(struct observer *observer, uint64_t start, uint64_t end, FILE *out);

#endif
