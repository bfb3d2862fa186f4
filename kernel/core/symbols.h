/*
 * Names of the kernel's functions and objects.
 *
 * Owns the search in a table that the build makes from the linked kernel and
 * links into it (tools/symbols.awk). The table is small rather than quick: it is
 * loaded at each boot, and read when something has gone wrong or somebody types a
 * name.
 */
#ifndef STRATA_CORE_SYMBOLS_H
#define STRATA_CORE_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/* Where symbols start, ascending: the first at base, each of the others its step
 * above the one before. The names are NUL-terminated and stand in the same order;
 * an empty one marks memory that belongs to no symbol, as does the last. */
struct symbols {
    uint32_t count;
    uint32_t base;
    const uint16_t *steps; /* the first is 0 */
    const char *names;
};

/* A walk over the table. */
struct symbols_walk {
    const struct symbols *symbols;
    uint32_t index;
    uint32_t address; /* of the symbol that index names */
    const char *name;
};

/* A walk that stands before the first symbol. */
struct symbols_walk symbols_walk(const struct symbols *symbols);

/* Goes to the next symbol, marks of nothing passed over; false past the last. */
bool symbols_next(struct symbols_walk *walk);

/* The symbol that address lies in: its name, and in *offset the distance from its
 * start; NULL where it lies in none. */
const char *symbols_find(const struct symbols *symbols, uint32_t address, uint32_t *offset);

#endif
