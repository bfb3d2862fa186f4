#include "memviz/arrange.h"

/* Half of 160 columns with a border between, and 24 rows less a tmux bar or two. */
#define TILED_COLS_MIN 79u
#define TILED_ROWS_MIN 22u

/* What the least width gives to the left panes; three eighths of what is more go there. */
#define LEFT_COLS 41u

/* The least heights that show the essential, titles included. */
#define BOOT_ROWS    7u
#define MAP_ROWS     7u
#define LOG_ROWS_MIN 3u

static void tile(struct arrangement *screen, unsigned cols, unsigned rows)
{
    unsigned body = rows - 2;
    unsigned log_rows = body / 6 > LOG_ROWS_MIN ? body / 6 : LOG_ROWS_MIN;
    unsigned top = body - log_rows;
    unsigned left = LEFT_COLS + (cols - TILED_COLS_MIN) * 3 / 8;
    /* A longer raw map gets a quarter of the rows beyond the least. */
    unsigned map_rows = MAP_ROWS + (rows - TILED_ROWS_MIN) / 4;
    unsigned high_rows = top - BOOT_ROWS - map_rows;
    screen->tiled = true;
    screen->separator = left;
    screen->panes[VIEW_BOOT] = (struct pane){true, 0, 1, left, BOOT_ROWS};
    screen->panes[VIEW_MAP] = (struct pane){true, 0, 1 + BOOT_ROWS, left, map_rows};
    screen->panes[VIEW_HIGH] = (struct pane){true, 0, 1 + BOOT_ROWS + map_rows, left, high_rows};
    screen->panes[VIEW_LOW] = (struct pane){true, left + 1, 1, cols - left - 1, top};
    screen->panes[VIEW_LOG] = (struct pane){true, 0, 1 + top, cols, log_rows};
}

struct arrangement arrange_screen(unsigned cols, unsigned rows, enum view_id focus, bool alone)
{
    struct arrangement screen = {.too_small = cols < ARRANGE_COLS_MIN || rows < ARRANGE_ROWS_MIN};
    if (screen.too_small) {
        return screen;
    }
    if (alone || cols < TILED_COLS_MIN || rows < TILED_ROWS_MIN) {
        screen.panes[focus] = (struct pane){true, 0, 1, cols, rows - 2};
    } else {
        tile(&screen, cols, rows);
    }
    return screen;
}
