/*
 * The boot timeline.
 */
#ifndef STRATA_MEMVIZ_VIEW_BOOT_H
#define STRATA_MEMVIZ_VIEW_BOOT_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_boot_get(void);

#endif
