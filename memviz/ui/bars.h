/*
 * What frames the views: title bar, status bar, the title rows of panes.
 */
#ifndef STRATA_MEMVIZ_BARS_H
#define STRATA_MEMVIZ_BARS_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/ui/ui.h"

struct bars_title {
    unsigned number; /* the key that focuses the pane */
    const char *name;
    bool focused;
    size_t above; /* rows scrolled out at the top */
    size_t below; /* and at the bottom */
    char summary[128];
};

/* The first row of the screen: source, kernel, how the stream is doing, and
 * whether the model is in sync. */
void bars_draw_top(struct grid *grid, const struct ui_scene *scene);

/* The last row: keys and counts; or what is being typed, or why it led nowhere. */
void bars_draw_bottom(struct grid *grid, const struct ui_scene *scene, const struct ui *ui);

/* The title row of a pane. What does not fit is left out whole. */
void bars_draw_title(const struct window *window, const struct bars_title *title);

#endif
