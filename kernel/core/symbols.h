/*
 * Names of the kernel's functions, for backtraces.
 *
 * Owns the search in a table that the build makes from the linked kernel and
 * links into it (tools/symbols.awk). The table is small rather than quick: it is
 * loaded at each boot, and read when something has gone wrong.
 */
#ifndef STRATA_CORE_SYMBOLS_H
#define STRATA_CORE_SYMBOLS_H

#include <stdint.h>

/* Where functions start, ascending, as distances from base; the last distance is
 * that of the end of the code. The names of all but that one, NUL-terminated, lie
 * one behind the other in the same order. */
struct symbols {
    uint32_t count; /* of distances */
    uint32_t base;
    const uint16_t *distances;
    const char *names;
};

/* The function that address lies in: its name, and in *offset how far behind its
 * start; NULL where it lies in none. */
const char *symbols_find(const struct symbols *symbols, uint32_t address, uint32_t *offset);

#endif
