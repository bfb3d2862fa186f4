/*
 * The whole screen: bars, panes and what lies over them.
 *
 * Owns the order of drawing. What is drawn where is arrange.h's, and what a
 * pane shows its view's.
 */
#ifndef STRATA_MEMVIZ_UI_DRAW_H
#define STRATA_MEMVIZ_UI_DRAW_H

#include "memviz/ui/ui.h"

/* Draws the whole screen. Scroll positions that the model has outgrown are
 * brought back into range. */
void ui_draw(struct ui *ui, struct grid *grid, const struct ui_scene *scene);

#endif
