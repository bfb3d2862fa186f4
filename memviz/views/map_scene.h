/*
 * What a draw of the map needs: the memory behind it, its rows, and how a cell of it looks.
 *
 * Owns the division of the pane: which rows are the map's, and which are around it. Pure.
 */
#ifndef STRATA_MEMVIZ_MAP_SCENE_H
#define STRATA_MEMVIZ_MAP_SCENE_H

#include "memviz/memory/memory_index.h"
#include "memviz/views/map_owners.h"
#include "memviz/views/map_rows.h"
#include "memviz/views/view.h"

/* Too large to be built twice a draw. */
struct map_scene {
    struct memory_index index;
    struct map_rows map;
    struct map_owners owners; /* filled where the map is coloured by them */
    unsigned address_width;
    unsigned head_rows;   /* above the map: the strip, and the ruler where there is room */
    unsigned legend_rows; /* below it: at most what the map leaves */
};

/* Lays the map out for a pane. */
void map_scene_build(struct map_scene *scene, const struct view_context *context);

/* The look of [range[0], range[1]): what is there, what has changed, where the cursor is. */
struct cell map_scene_get_cell(const struct map_scene *scene, const struct view_context *context,
                               const uint64_t range[2]);

#endif
