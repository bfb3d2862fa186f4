/*
 * The owners of frames: a view.
 */
#ifndef STRATA_MEMVIZ_VIEW_OWNERS_H
#define STRATA_MEMVIZ_VIEW_OWNERS_H

#include "memviz/views/view.h"

/* The view of the owners. Constant. */
const struct view *view_owners_get(void);

#endif
