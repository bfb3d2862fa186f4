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

#include "memviz/model.h"

#define MAP_ROWS_MAX 512u

enum map_row_kind {
    MAP_ROW_CELLS, /* a row of cells */
    MAP_ROW_SPAN,  /* a stretch of one kind */
    MAP_ROW_LABEL, /* the name of what begins at start, in front of its row */
};

struct map_row {
    enum map_row_kind kind;
    uint64_t start;
    uint64_t end;
    const char *symbol; /* of a label; as long-lived as the model */
    const char *what;   /* of a label: of a region; NULL: of a mark */
};

struct map_rows {
    uint64_t start; /* of what is shown */
    uint64_t end;
    uint64_t all_end;  /* where the last known memory ends */
    uint64_t per_cell; /* bytes, a power of two */
    unsigned per_row;  /* cells in a row, a power of two */
    unsigned magnify;  /* as asked for, or less where there is nothing finer */
    size_t count;
    struct map_row rows[MAP_ROWS_MAX];
};

/* What to arrange. */
struct map_frame {
    unsigned cols; /* room for cells in a row */
    unsigned rows;
    unsigned magnify; /* each step halves what is shown; 0: all above 1 MiB */
    uint64_t center;  /* what is shown of it lies around this address */
};

/* Arranges the memory of a model in rows. Without any memory known count is 0. */
void map_rows_build(struct map_rows *map, const struct model *model,
                    const struct map_frame *frame);

/* The row of cells or span that shows an address, or NULL. */
const struct map_row *map_rows_find(const struct map_rows *map, uint64_t address);

#endif
