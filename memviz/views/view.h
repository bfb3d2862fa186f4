/*
 * Views: ways to look at the model.
 *
 * A view is a row of operations over the model. It tells how many rows it
 * could fill and draws those that fit into a window; it keeps no state, reads
 * no key and knows no terminal. Where it starts, how far it is magnified and
 * what comes from the outside is in its context.
 */
#ifndef STRATA_MEMVIZ_VIEW_H
#define STRATA_MEMVIZ_VIEW_H

#include <stddef.h>

#include "memviz/screen/grid.h"
#include "memviz/model/model.h"
#include "memviz/model/owners.h"

/* The views in the order of their number keys. */
enum view_id {
    VIEW_BOOT, /* steps and their ticks */
    VIEW_LOW,  /* the first MiB */
    VIEW_MAP,  /* the map of everything */
    VIEW_E820, /* e820, raw and clean */
    VIEW_LOG,
    VIEW_HEAP,
    VIEW_FRAMES,
    VIEW_INSPECT,
    VIEW_OWNERS, /* of frames */
    VIEW_COUNT
};

struct view_context {
    const struct model *model;   /* the only source of what is shown */
    const struct glyphs *glyphs; /* UTF-8 or ASCII */
    unsigned cols;               /* of the window, without its title */
    unsigned rows;
    size_t top;               /* first row to draw */
    unsigned magnify;         /* each step halves what is shown */
    uint64_t cursor;          /* the address that the user looks at */
    uint64_t center;          /* the address that a magnified map lies around */
    uint64_t fresh;           /* what records of this number and above changed is pointed out */
    const struct model *mark; /* what differs from it is pointed out instead, or NULL */
    bool by_owner;            /* the map is coloured by owner */
    enum owner_order owner_order;
};

/* A place in a view: a row counted from the first one, whatever is scrolled. */
struct view_place {
    size_t row;
    unsigned col; /* from the view's left edge */
};

/* Where the user looks, and around what a map lies then. */
struct view_focus {
    uint64_t cursor;
    uint64_t center;
};

struct view {
    const char *name; /* in the title */
    bool tail;        /* shows its end unless scrolled */
    /* How many rows there are to see, for scrolling. */
    size_t (*count_rows)(const struct view_context *context);
    /* Draws the rows from context->top on. */
    void (*draw)(const struct window *window, const struct view_context *context);
    /* Writes what is worth a place in the title of the pane. */
    void (*summarise)(char *text, size_t size, const struct view_context *context);
    /* The address that a place stands for; false where it stands for none.
     * NULL: this view shows no addresses. */
    bool (*locate)(const struct view_context *context, struct view_place place, uint64_t *address);
    /* The place in memory that lies rows and cols away from the cursor. NULL:
     * the cursor of this view is a row. */
    struct view_focus (*step)(const struct view_context *context, long rows, long cols);
};

#endif
