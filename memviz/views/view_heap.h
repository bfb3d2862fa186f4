/*
 * The heap.
 */
#ifndef STRATA_MEMVIZ_VIEW_HEAP_H
#define STRATA_MEMVIZ_VIEW_HEAP_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_heap_get(void);

#endif
