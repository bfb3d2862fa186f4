/*
 * What frames the heat view: the first and the last row of the screen, and the
 * rows about time.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_BARS_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_BARS_H

#include "memviz/observe/views/heat_view.h"

/* The image and what was found, in the first row. */
void heat_bars_draw_top(const struct heat_scene *scene, struct grid *grid);

/* What is being typed, or why it led nowhere, or the keys, in the last row. */
void heat_bars_draw_bottom(const struct heat_view *view, struct grid *grid);

/* The instant that is shown, in the first row of a window. */
void heat_bars_draw_instant(const struct heat_view *view, const struct heat_scene *scene,
                            const struct window *window);

/* The whole run in one row: how busy the stores were, a column a part of the run;
 * an exclamation mark where something was found, and a bar where the instant is. */
void heat_bars_draw_axis(const struct heat_view *view, const struct heat_scene *scene,
                         const struct window *window);

#endif
