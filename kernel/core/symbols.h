/*
 * Names of the kernel's functions, for backtraces.
 *
 * Owns the search in a table that the build makes from the linked kernel and
 * links into it (tools/symbols.awk).
 */
#ifndef STRATA_CORE_SYMBOLS_H
#define STRATA_CORE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* Addresses of functions in ascending order, names beside them. The last entry
 * is the end of the code; its name is never given. */
struct symbols_entry {
    uint32_t address;
    const char *name;
};

struct symbols {
    uint32_t count;
    const struct symbols_entry *entries;
};

/* The function that address lies in: its name, and in *offset how far behind its
 * start; NULL where it lies in none. */
const char *symbols_find(const struct symbols *symbols, uint32_t address, uint32_t *offset);

#endif
