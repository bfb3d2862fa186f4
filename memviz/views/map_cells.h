/*
 * What a stretch of memory looks like in one cell of the map.
 *
 * Owns what a cell shows besides the kinds of memory, which memory_look.h has, and
 * the legend of both. What a stretch holds, memory.h tells; a cell
 * that stands for many frames shows the worst of them, and how many of them are
 * used. Regions below 1 MiB have the letters of regions.h, and + for several.
 * Pure.
 */
#ifndef STRATA_MEMVIZ_MAP_CELLS_H
#define STRATA_MEMVIZ_MAP_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/memory/memory_look.h"

/* The first entry of the legend, which depends on whether an instant is marked; one
 * past the last; and each of them: the most wanted first. */
size_t map_cells_start_legend(bool marked);
size_t map_cells_count_legend(void);
struct memory_look map_cells_get_legend(size_t i, const struct glyphs *glyphs);

/* The look of [range[0], range[1]), which is not empty. */
struct cell map_cells_classify(const struct memory_index *index, const uint64_t range[2],
                               const struct glyphs *glyphs);

/* Returns whether frames of [range[0], range[1]) changed in record number since or
 * later. */
bool map_cells_changed(const struct model *model, const uint64_t range[2], uint64_t since);

/* How frames differ from those of another instant. */
enum map_cells_difference {
    MAP_CELLS_SAME,
    MAP_CELLS_CHANGED, /* and neither of the following */
    MAP_CELLS_TAKEN,
    MAP_CELLS_FREED,
};

/* How the frames of [range[0], range[1]) differ from those of mark. */
enum map_cells_difference map_cells_compare(const struct model *model, const uint64_t range[2],
                                            const struct model *mark);

/* What cell becomes where it is to show a difference. */
struct cell map_cells_show_difference(struct cell cell, enum map_cells_difference difference,
                                      const struct glyphs *glyphs);

#endif
