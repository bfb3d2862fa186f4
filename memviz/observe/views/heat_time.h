/*
 * The instant that the heat view shows, and how keys move it.
 *
 * An instant is kept as the number of an instruction: slices may be joined
 * while a trace grows, and then have other numbers.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_TIME_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_TIME_H

#include "memviz/observe/views/heat_view.h"

/* The span of time that is shown: the last of its slices is the instant. It is
 * empty while nothing has run. */
struct heat_span heat_view_span(const struct heat_view *view, const struct heat *heat);

/* Does what an intent asks for; false when it has nothing to do with time. */
bool heat_time_apply(struct heat_view *view, const struct heat_scene *scene, enum intent intent);

#endif
