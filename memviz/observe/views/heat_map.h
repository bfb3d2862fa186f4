/*
 * Memory in rows of cells, as the heat view shows it.
 *
 * Owns which rows there are at a magnification: only those that hold touched
 * memory. Below 1 MiB a cell may be smaller than above, as in struct heat.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_MAP_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_MAP_H

#include "memviz/observe/trace/address_range.h"
#include "memviz/observe/views/heat.h"
#include "memviz/screen/grid.h"

/* A cell of the screen is from 2^8 to 2^26 bytes. */
#define HEAT_SHIFT_MIN 8u
#define HEAT_SHIFT_MAX 26u

struct heat_row {
    uint64_t base;  /* of the first cell, aligned to the row's size */
    uint64_t start; /* of the memory that the row shows: a row across 1 MiB is cut there */
    uint64_t end;
    uint64_t unit; /* bytes a cell */
    bool gap;      /* untouched memory lies between this row and the one before */
};

struct heat_map {
    struct heat_row *rows;
    size_t count;
    size_t capacity;
    unsigned cells; /* a row */
};

/* The row that an address lies in, for cells of 2^shift bytes. */
struct heat_row heat_map_row(const struct heat *heat, uint64_t address, unsigned cells,
                             unsigned shift);

/* Finds the rows, with room for `cells` cells each. False when there is no memory.
 * A map that is all zero holds none, and is freed by heat_map_free(). */
bool heat_map_make(struct heat_map *map, const struct heat *heat, unsigned cells, unsigned shift);
void heat_map_free(struct heat_map *map);

/* The number of the row that holds an address, or of the first above it; the
 * number of rows when there is none. */
size_t heat_map_find(const struct heat_map *map, uint64_t address);

/* What the cells look like. */
struct heat_look {
    unsigned kind; /* enum heat_kind, or HEAT_KINDS for all three in one */
    struct heat_span span;
    uint64_t fresh_from; /* what was touched by this instruction or later stands out */
};

/* The cell of the screen for a range. Letters name what happened: x executed,
 * w written, r read; capitals mean that it has just happened. For one kind alone,
 * levels tell how often. */
struct cell heat_map_cell(const struct heat *heat, struct address_range range,
                          const struct heat_look *look, const struct glyphs *glyphs);

#endif
