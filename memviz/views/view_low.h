/*
 * The first MiB.
 */
#ifndef STRATA_MEMVIZ_VIEW_LOW_H
#define STRATA_MEMVIZ_VIEW_LOW_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_low_get(void);

#endif
