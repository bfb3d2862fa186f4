/*
 * The user interface: focus, scrolling, zoom, help; and the whole screen.
 *
 * Owns what the user has chosen and nothing else. An intent changes it, a draw
 * shows it; no intent draws and no draw reads a key. Knows no terminal.
 */
#ifndef STRATA_MEMVIZ_UI_H
#define STRATA_MEMVIZ_UI_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/feed.h"
#include "memviz/grid.h"
#include "memviz/keys.h"
#include "memviz/model.h"
#include "memviz/view.h"

/* How the user looks at one pane. */
struct ui_pane {
    size_t scroll;    /* rows away from the start, or from the end of a tail view */
    unsigned magnify; /* see struct view_context */
};

struct ui {
    enum view_id focus;
    bool zoomed;
    bool help;
    size_t help_scroll;
    unsigned page_rows; /* of the focused pane, when last drawn */
    struct ui_pane panes[VIEW_COUNT];
};

enum ui_result { UI_NOTHING, UI_CHANGED, UI_REPAINT, UI_QUIT };

/* What there is to show. */
struct ui_scene {
    const struct model *model;
    const struct feed_status *status;
};

/* The first pane focused, nothing scrolled. */
void ui_init(struct ui *ui);

/* Does what an intent asks for and tells what that calls for: nothing, a new
 * frame, a full repaint of the terminal, or the end. */
enum ui_result ui_apply_intent(struct ui *ui, enum intent intent);

/* Draws the whole screen. Scroll positions that the model has outgrown are
 * brought back into range. */
void ui_draw(struct ui *ui, struct grid *grid, const struct ui_scene *scene);

#endif
