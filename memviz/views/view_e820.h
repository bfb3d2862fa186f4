/*
 * The e820 map, raw and clean.
 */
#ifndef STRATA_MEMVIZ_VIEW_E820_H
#define STRATA_MEMVIZ_VIEW_E820_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_e820_get(void);

#endif
