/*
 * All views by their ids.
 *
 * Owns the one list of them; everything else reaches a view through it.
 */
#ifndef STRATA_MEMVIZ_VIEW_TABLE_H
#define STRATA_MEMVIZ_VIEW_TABLE_H

#include "memviz/views/view.h"

/* A view by its id. Constant. */
const struct view *view_get(enum view_id id);

#endif
