/*
 * The elastic map: which stretch of memory each row of it shows.
 *
 * Owns the geometry of the map pane. Rows of cells show memory where something
 * differs; a stretch of one kind, however long, collapses to a single labelled
 * row, so that what is interesting gets the room. The cells are as small as
 * the rows allow. Pure.
 */
#ifndef STRATA_MEMVIZ_MAP_ROWS_H
#define STRATA_MEMVIZ_MAP_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/memory/memory.h"

#define MAP_ROWS_MAX 512u

enum map_row_kind {
    MAP_ROW_CELLS, /* a row of cells */
    MAP_ROW_SPAN,  /* a stretch of one kind */
    MAP_ROW_LABEL, /* the names of what begins at start, in front of its row */
};

struct map_row {
    enum map_row_kind kind;
    uint64_t start;
    uint64_t end;
    const struct region *region; /* of a label: the first of them */
    size_t regions;              /* of a label: how many begin there */
};

/* What to arrange. */
struct map_frame {
    unsigned cols; /* room for cells in a row */
    unsigned rows;
    unsigned magnify; /* each step halves what is shown; 0: all above 1 MiB */
    uint64_t center;  /* magnified, what is shown lies around this address */
};

struct map_rows {
    uint64_t start; /* of what is shown */
    uint64_t end;
    uint64_t all_end;  /* of all memory */
    uint64_t per_cell; /* bytes, a power of two */
    unsigned per_row;  /* cells in a row: a power of two, or one and a half of it */
    unsigned magnify;  /* as asked for, or less where there is nothing finer */
    size_t count;
    struct map_row rows[MAP_ROWS_MAX];
};

/* Arranges the memory of an index in rows. While no memory is known count is 0. */
void map_rows_build(struct map_rows *map, const struct memory_index *index,
                    const struct map_frame *frame);

/* The number of the row of cells or span that shows an address; count when
 * none does. */
size_t map_rows_find(const struct map_rows *map, uint64_t address);

/* The first byte that cell col of a row of cells shows, and one past its last;
 * equal where the cell lies outside of what is shown. */
void map_rows_get_cell(const struct map_rows *map, const struct map_row *row, unsigned col,
                       uint64_t range[2]);

#endif
