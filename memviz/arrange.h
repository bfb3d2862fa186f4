/*
 * Where the panes are on a screen of a given size.
 *
 * Owns all geometry: nothing else in memviz knows where a pane lies. From
 * 79x22 up all panes share the screen; below that, or zoomed, the focused one
 * has it. The first row is the title bar's and the last the status bar's.
 */
#ifndef STRATA_MEMVIZ_ARRANGE_H
#define STRATA_MEMVIZ_ARRANGE_H

#include <stdbool.h>

#include "memviz/view.h"

#define ARRANGE_COLS_MIN 40u
#define ARRANGE_ROWS_MIN 12u

/* A pane: its first row is its title. */
struct pane {
    bool visible;
    unsigned col;
    unsigned row;
    unsigned cols;
    unsigned rows;
};

struct arrangement {
    bool too_small;     /* below the least size: nothing can be shown */
    bool tiled;         /* all panes share the screen */
    unsigned separator; /* tiled: the column between the left and the right panes */
    struct pane panes[VIEW_COUNT];
};

/* Arranges a screen of cols x rows; alone asks for the focused pane only. */
struct arrangement arrange_screen(unsigned cols, unsigned rows, enum view_id focus, bool alone);

#endif
