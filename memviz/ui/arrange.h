/*
 * Where the panes are on a screen of a given size.
 *
 * Owns all geometry: nothing else in memviz knows where a pane lies. From
 * 79x22 up the panes share the screen, those that do not fit taking turns in
 * one place. On a smaller one the map comes first: where there are columns or
 * rows for two panes it has half of them, and the pane in use the other half.
 * Below that, or zoomed, the focused pane has it all. The first row is the title
 * bar's and the last the status bar's.
 */
#ifndef STRATA_MEMVIZ_ARRANGE_H
#define STRATA_MEMVIZ_ARRANGE_H

#include <stdbool.h>

#include "memviz/views/view.h"

#define ARRANGE_COLS_MIN 40u
#define ARRANGE_ROWS_MIN 6u

/* A pane: its first row is its title. */
struct pane {
    bool visible; /* else the rest means nothing */
    unsigned col; /* in cells of the screen */
    unsigned row;
    unsigned cols;
    unsigned rows; /* the title's included */
};

struct arrangement {
    bool too_small;         /* below the least size: nothing can be shown */
    bool tiled;             /* panes stand side by side */
    unsigned separator;     /* tiled: the column between the left and the right panes */
    unsigned separator_end; /* tiled: one past the last row of it */
    struct pane panes[VIEW_COUNT];
};

/* What the user has chosen to see. */
struct arrange_choice {
    enum view_id focus;  /* the pane that keys go to */
    enum view_id side;   /* at the right of a small screen: one that arrange_is_side() */
    enum view_id detail; /* at the lower right of a large one: heap, frames, inspector or owners */
    bool alone;          /* the focused pane only */
    bool chosen;         /* the user has moved the focus */
};

/* Returns whether a screen has room for all that one watches; on a smaller one the map
 * has the focus until the user gives it to another pane. */
bool arrange_is_roomy(unsigned cols, unsigned rows);

/* Arranges a screen of cols x rows. */
struct arrangement arrange_screen(unsigned cols, unsigned rows,
                                  const struct arrange_choice *choice);

/* Returns whether a view takes its turn at the right of a small screen; and whether it
 * also does at the lower right of a large one. */
bool arrange_is_side(enum view_id id);
bool arrange_is_detail(enum view_id id);

/* The pane at a cell of the screen; false where there is none. */
bool arrange_find(const struct arrangement *screen, unsigned col, unsigned row, enum view_id *id);

#endif
