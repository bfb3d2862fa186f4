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

#include "memviz/grid.h"
#include "memviz/model.h"

/* The views in the order of their number keys. */
enum view_id { VIEW_BOOT, VIEW_LOW, VIEW_HIGH, VIEW_MAP, VIEW_LOG, VIEW_COUNT };

/* The end of the memory a PC had first, and of the pane that shows it. */
#define VIEW_LOW_END 0x100000u

struct view_context {
    const struct model *model;
    const struct glyphs *glyphs;
    unsigned cols; /* of the window, without its title */
    unsigned rows;
    size_t top;       /* first row to draw */
    unsigned magnify; /* each step halves what a cell stands for */
};

struct view {
    const char *name;
    bool tail; /* shows its end unless scrolled */
    /* How many rows there are to see, for scrolling. */
    size_t (*count_rows)(const struct view_context *context);
    /* Draws the rows from context->top on. */
    void (*draw)(const struct window *window, const struct view_context *context);
    /* Writes what is worth a place in the title of the pane. */
    void (*summarise)(char *text, size_t size, const struct view_context *context);
};

/* A view by its id. Constant. */
const struct view *view_get(enum view_id id);

/* The operations of each view, which live in a file of its own: the boot
 * timeline, the first MiB, the memory above it, the e820 map and the log. */
const struct view *view_boot_get(void);
const struct view *view_low_get(void);
const struct view *view_high_get(void);
const struct view *view_map_get(void);
const struct view *view_log_get(void);

#endif
