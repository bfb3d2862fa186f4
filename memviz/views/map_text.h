/*
 * The words around the cells of the map: addresses, names of regions, the ruler, the letters.
 */
#ifndef STRATA_MEMVIZ_MAP_TEXT_H
#define STRATA_MEMVIZ_MAP_TEXT_H

#include "memviz/views/map_scene.h"

/* The address in front of a row, and a blank. */
void map_text_draw_address(struct pen *pen, const struct map_scene *scene, uint64_t address);

/* The names of the regions that begin in the row after a label. */
void map_text_draw_label(struct pen *pen, const struct view_context *context,
                         const struct map_scene *scene, const struct map_row *row);

/* How far the cells below lie from the address in front of their row. */
void map_text_draw_ruler(struct pen *pen, const struct map_scene *scene);

/* The size of a cell and what letters mean, from entry number first on, as far as the row goes.
 * Returns the number of the entry to go on with. */
size_t map_text_draw_legend(struct pen *pen, const struct view_context *context,
                            const struct map_scene *scene, size_t first);

#endif
