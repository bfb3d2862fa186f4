/*
 * The inspector: all that is known of one address.
 */
#ifndef STRATA_MEMVIZ_VIEW_INSPECT_H
#define STRATA_MEMVIZ_VIEW_INSPECT_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_inspect_get(void);

#endif
