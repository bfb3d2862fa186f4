/*
 * Where the cursor goes on the elastic map.
 *
 * Owns the way from one address to the one that lies rows and cells away from
 * it on the screen. Pure.
 */
#ifndef STRATA_MEMVIZ_MAP_STEPS_H
#define STRATA_MEMVIZ_MAP_STEPS_H

#include "memviz/views/map_rows.h"

/* The address rows and cols away from cursor, on a map that has rows. What lies
 * beyond the rows that are shown is reached only where the map is magnified;
 * more rows than there are lead to the first or the last byte of all memory. */
uint64_t map_steps_move(const struct map_rows *map, uint64_t cursor, long rows, long cols);

#endif
