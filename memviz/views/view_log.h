/*
 * The kernel log.
 */
#ifndef STRATA_MEMVIZ_VIEW_LOG_H
#define STRATA_MEMVIZ_VIEW_LOG_H

#include "memviz/views/view.h"

/* The operations of this view. Constant. */
const struct view *view_log_get(void);

#endif
