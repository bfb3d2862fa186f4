/*
 * Many frames in one cell.
 *
 * Owns the choice of how many frames a cell stands for, and of what a cell
 * says about them: the letter first, the role second. A cell of one state says
 * which; a mixed one says so and shows what matters most. Pure.
 */
#ifndef STRATA_MEMVIZ_FRAME_CELLS_H
#define STRATA_MEMVIZ_FRAME_CELLS_H

#include <stdint.h>

#include "memviz/grid.h"
#include "memviz/model.h"

/* Where the cells are, and what each stands for. */
struct frame_cells {
    uint32_t first;    /* first frame of the first cell, a multiple of per_cell */
    uint32_t low;      /* frames below it are not shown */
    uint32_t end;      /* one past the last frame: the managed ones */
    uint32_t per_cell; /* frames in a cell, a power of two */
    unsigned per_row;  /* cells in a row, a power of two */
    unsigned rows;
};

/* Lays the managed frames above 1 MiB out in rows that are at most cols cells
 * wide, as finely as fits into the given rows; each magnify step halves what
 * a cell stands for, whatever rows that takes. No cells before a `total`. */
struct frame_cells frame_cells_arrange(const struct model *model, unsigned cols, unsigned rows,
                                       unsigned magnify);

/* The first frame that a cell shows, and one past its last; equal where the
 * cell lies past the end. */
void frame_cells_get_range(const struct frame_cells *cells, uint32_t cell, uint32_t range[2]);

/* What the frames [range[0], range[1]) look like in one cell:
 *   ? not all known          ^ the heap cursor is here (or the glyph for it)
 *   U used                   u some used
 *   K reserved, the kernel   H reserved, heap taken   h reserved, heap left
 *   R reserved               r some reserved, some free
 *   . free (or the glyph for it) */
struct cell frame_cells_classify(const struct model *model, const uint32_t range[2],
                                 const struct glyphs *glyphs);

#endif
