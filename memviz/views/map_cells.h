/*
 * What a stretch of memory looks like in one cell of the map.
 *
 * Owns the letters and glyphs. A cell that stands for many frames shows the
 * worst of them, and how many of them are used:
 *   ! a fault was here              X the kernel's checksum says otherwise
 *   ^ the heap cursor (or a glyph)  ? not all known
 *   U all used; 1 to 9 that many tenths (or glyphs that fill up)
 *   K kernel   H heap   h heap, not taken   o heap, bookkeeping
 *   a to z, and on with A, a region below 1 MiB, as its pane names it; + several
 *   R reserved   r some of it   F firmware   B unusable   N ACPI NVS   A ACPI
 *   m RAM that is not managed   . free (or a glyph)   blank: no memory
 * Pure.
 */
#ifndef STRATA_MEMVIZ_MAP_CELLS_H
#define STRATA_MEMVIZ_MAP_CELLS_H

#include <stdint.h>

#include "memviz/screen/grid.h"
#include "memviz/model/memory.h"

/* The look of memory of a kind alone. */
struct cell map_cells_get_kind(enum memory_kind kind, const struct glyphs *glyphs);

/* The look of [range[0], range[1]), which is not empty. */
struct cell map_cells_classify(const struct memory_index *index, const uint64_t range[2],
                               const struct glyphs *glyphs);

/* Whether frames of [range[0], range[1]) changed in record number since or
 * later. */
bool map_cells_changed(const struct model *model, const uint64_t range[2], uint64_t since);

/* Whether frames of [range[0], range[1]) are in another state than in mark. */
bool map_cells_differ(const struct model *model, const uint64_t range[2], const struct model *mark);

#endif
