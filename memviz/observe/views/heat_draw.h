/*
 * The screen of the heat view, on a grid.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_DRAW_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_DRAW_H

#include "memviz/observe/views/heat_view.h"

/* Settles what is open in the view and draws the whole screen. */
void heat_draw(struct heat_view *view, const struct heat_scene *scene, struct grid *grid);

#endif
