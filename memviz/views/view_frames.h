/*
 * The frame statistics.
 */
#ifndef STRATA_MEMVIZ_VIEW_FRAMES_H
#define STRATA_MEMVIZ_VIEW_FRAMES_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_frames_get(void);

#endif
