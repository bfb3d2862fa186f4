/*
 * Where the cursor comes to lie: keys, clicks and jumps settled with the model.
 *
 * Private to the user interface.
 */
#ifndef STRATA_MEMVIZ_UI_CURSOR_H
#define STRATA_MEMVIZ_UI_CURSOR_H

#include "memviz/ui/ui.h"

/* What a view needs to know about a pane of the screen. */
struct view_context ui_cursor_get_context(const struct ui *ui, enum view_id id,
                                          const struct grid *grid, const struct ui_scene *scene);

/* Settles all that is pending in ui, for the panes in ui->screen. */
void ui_cursor_settle(struct ui *ui, const struct grid *grid, const struct ui_scene *scene);

/* The first row to draw: the scroll position brought into range and, for a
 * tail view, counted from the end. */
size_t ui_cursor_settle_scroll(size_t *scroll, size_t count, unsigned rows, bool tail);

#endif
