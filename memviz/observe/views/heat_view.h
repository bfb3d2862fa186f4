/*
 * The heat view: what there is to show, and what the user has chosen of it.
 *
 * A key changes the choice, and the next draw (heat_draw.h) shows it. What only a
 * draw can know, such as where the cursor comes to lie, is settled there.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_VIEW_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_VIEW_H

#include "memviz/model/model.h"
#include "memviz/observe/rules/verdict.h"
#include "memviz/observe/trace/address_range.h"
#include "memviz/observe/views/heat.h"
#include "memviz/observe/views/heat_map.h"
#include "memviz/screen/grid.h"
#include "memviz/screen/keys.h"
#include "memviz/screen/prompt.h"

/* The smallest screen. */
#define HEAT_COLS_MIN 40u
#define HEAT_ROWS_MIN 6u

/* What there is to show. */
struct heat_scene {
    struct observer *observer; /* the caller's, as are heat and verdict */
    struct heat *heat;
    const struct verdict_input *verdict;
    const struct model *model; /* what the guest's telemetry reports; NULL: it was not read */
    uint64_t stopped; /* followed live: the instructions up to the last stop but one; else 0 */
    bool live;        /* the trace goes on */
    bool (*find_symbol)(void *context, const char *name, uint64_t *address); /* or NULL */
    void *symbol_context;
};

enum heat_pane { HEAT_PANE_MAP, HEAT_PANE_INSPECTOR, HEAT_PANE_FINDINGS, HEAT_PANES };

struct heat_view {
    enum heat_pane pane; /* that has the keys */
    bool zoomed;         /* the lower pane alone */
    bool help;
    unsigned kind;   /* enum heat_kind, HEAT_KINDS for all */
    unsigned shift;  /* a cell has 2^shift bytes; 0: what shows all, settled by the next draw */
    bool here;       /* the cursor has been placed */
    bool exact;      /* one byte was asked for, not a cell */
    uint64_t cursor; /* an address */
    bool past;       /* `at` is the instant that is shown, not the newest */
    uint64_t at;     /* an instruction's number, from 1; slices can be joined, these stay */
    uint64_t mark;   /* only what happened after it is shown; 0: everything */
    size_t top;      /* first row of the map */
    size_t scroll;   /* rows of the lower pane, or of the help */
    struct prompt prompt;

    /* As last drawn. */
    struct heat_map map;
    struct heat_row row; /* that has the cursor */
    unsigned page_rows;
    unsigned page_lines; /* of the lower pane */
};

/* The start: everything, at the newest instant. */
void heat_view_init(struct heat_view *view);
void heat_view_free(struct heat_view *view);

/* What a key calls for. */
enum heat_result { HEAT_NOTHING, HEAT_CHANGED, HEAT_REPAINT, HEAT_QUIT };
enum heat_result heat_view_take_key(struct heat_view *view, const struct heat_scene *scene,
                                    int key);

/* The memory that the inspector is about: the cell at the cursor, or one byte. */
struct address_range heat_view_target(const struct heat_view *view);

#endif
