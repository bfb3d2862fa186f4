/*
 * The map of all memory.
 */
#ifndef STRATA_MEMVIZ_VIEW_MAP_H
#define STRATA_MEMVIZ_VIEW_MAP_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_map_get(void);

#endif
