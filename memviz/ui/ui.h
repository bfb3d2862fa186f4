/*
 * The user interface: focus, cursor, scrolling, zoom, help; the whole screen.
 *
 * Owns what the user has chosen and nothing else. An intent changes it, a draw
 * shows it; no intent draws and no draw reads a key. What needs the model, such
 * as where the cursor comes to lie, is noted and settled by the next draw.
 * Knows no terminal.
 */
#ifndef STRATA_MEMVIZ_UI_H
#define STRATA_MEMVIZ_UI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/ui/arrange.h"
#include "memviz/time/feed.h"
#include "memviz/screen/grid.h"
#include "memviz/screen/keys.h"
#include "memviz/model/model.h"
#include "memviz/screen/prompt.h"
#include "memviz/views/view.h"

/* No row of a pane is selected. */
#define UI_NO_ROW SIZE_MAX

/* How the user looks at one pane. */
struct ui_pane {
    size_t scroll;   /* rows away from the start, or from the end of a tail view */
    size_t selected; /* the row the cursor was taken from, or UI_NO_ROW */
};

/* What the next draw has to settle. */
struct ui_pending {
    long rows;                /* moves of the cursor in the focused pane */
    long cols;                /* the same, sideways: in the map only */
    bool click;               /* mouse holds one */
    struct mouse_event mouse; /* in cells of the screen */
};

struct ui {
    struct arrange_choice choice;     /* which panes are seen, and which has the keys */
    bool help;                        /* lies over everything */
    size_t help_scroll;               /* rows */
    unsigned page_rows;               /* of the focused pane, when last drawn */
    unsigned magnify;                 /* of the map */
    uint64_t cursor;                  /* the address that is looked at */
    uint64_t center;                  /* the map, magnified, lies around it */
    bool by_owner;                    /* the map shows who has used frames */
    enum owner_order owner_order;     /* of their table */
    struct ui_pane panes[VIEW_COUNT]; /* also of those that are not seen now */
    struct prompt prompt;
    struct ui_pending pending; /* all zero once drawn */
    struct arrangement screen; /* as last drawn: where a mouse is */
};

enum ui_result { UI_NOTHING, UI_CHANGED, UI_REPAINT, UI_QUIT };

/* What there is to show. */
struct ui_scene {
    const struct model *model;        /* at the instant that is shown */
    const struct feed_status *status; /* of the same moment */
    uint64_t fresh;                   /* record number: what it and later ones changed is pointed
                                       * out; CHANGES_NONE for nothing */
};

/* The first pane focused, nothing scrolled. */
void ui_init(struct ui *ui);

/* Takes a key: for the prompt while it is open, else for what it is bound to.
 * Tells what that calls for: nothing, a new frame, a full repaint of the
 * terminal, or the end. */
enum ui_result ui_take_key(struct ui *ui, int key);

/* Does what an intent asks for and tells what that calls for. */
enum ui_result ui_apply_intent(struct ui *ui, enum intent intent);

/* Takes what a mouse did: a click focuses the pane and selects what is there, a
 * wheel scrolls. */
enum ui_result ui_take_mouse(struct ui *ui, const struct mouse_event *mouse);

#endif
