#include "memviz/ui/arrange.h"

/* Half of 160 columns with a border between, and 24 rows less a tmux bar or two. */
#define TILED_COLS_MIN 79u
#define TILED_ROWS_MIN 22u

/* Two panes of nine rows each, one above the other. */
#define STACKED_ROWS_MIN 20u

/* From this size on nothing but the details takes turns. */
#define LARGE_COLS_MIN 120u
#define LARGE_ROWS_MIN 40u

/* What the least width gives to the left panes; three eighths of what is more go there. */
#define LEFT_COLS 41u

/* The least heights that show the essential, titles included. */
#define BOOT_ROWS 7u
#define MAP_ROWS  7u

/* From this height on the boot steps have a second row each, for what they did. */
#define BOOT_EFFECTS_FROM 42u

/* The first MiB of the layout: strips, rows and gaps. */
#define LOW_ROWS     22u
#define LOG_ROWS_MIN 3u

/* Views that one asks for and not those one watches: they can take turns. */
bool arrange_is_detail(enum view_id id)
{
    return id == VIEW_HEAP || id == VIEW_FRAMES || id == VIEW_INSPECT || id == VIEW_OWNERS;
}

bool arrange_is_side(enum view_id id)
{
    return id == VIEW_LOW || id == VIEW_E820 || arrange_is_detail(id);
}

/* What grows with the screen are the map and the lists; the boot steps have one
 * row each or two. */
static void tile_large(struct arrangement *screen, struct pane left, struct pane right,
                       enum view_id detail)
{
    /* A longer raw map gets a quarter of the rows beyond the least. */
    unsigned map_rows = MAP_ROWS + (left.rows - LARGE_ROWS_MIN / 2) / 4;
    unsigned boot_rows = left.rows >= BOOT_EFFECTS_FROM ? 2 * BOOT_ROWS - 1 : BOOT_ROWS;
    unsigned above = boot_rows + map_rows;
    unsigned low_rows = LOW_ROWS + (right.rows - LOW_ROWS) / 3;

    screen->panes[VIEW_BOOT] = (struct pane){true, left.col, left.row, left.cols, boot_rows};
    screen->panes[VIEW_E820] =
        (struct pane){true, left.col, left.row + boot_rows, left.cols, map_rows};
    screen->panes[VIEW_MAP] =
        (struct pane){true, left.col, left.row + above, left.cols, left.rows - above};
    screen->panes[VIEW_LOW] = (struct pane){true, right.col, right.row, right.cols, low_rows};
    screen->panes[detail] =
        (struct pane){true, right.col, right.row + low_rows, right.cols, right.rows - low_rows};
}

/* The log runs along the bottom in full width, since its lines are the longest. */
static void tile(struct arrangement *screen, unsigned cols, unsigned rows,
                 const struct arrange_choice *choice)
{
    unsigned body = rows - 2;
    unsigned log_rows = body / 6 > LOG_ROWS_MIN ? body / 6 : LOG_ROWS_MIN;
    unsigned top = body - log_rows;
    unsigned width = LEFT_COLS + (cols - TILED_COLS_MIN) * 3 / 8;
    struct pane left = {true, 0, 1, width, top};
    struct pane right = {true, width + 1, 1, cols - width - 1, top};

    screen->tiled = true;
    screen->separator = width;
    screen->separator_end = 1 + top;
    screen->panes[VIEW_LOG] = (struct pane){true, 0, 1 + top, cols, log_rows};
    if (cols >= LARGE_COLS_MIN && rows >= LARGE_ROWS_MIN) {
        tile_large(screen, left, right, choice->detail);
        return;
    }
    screen->panes[VIEW_BOOT] = (struct pane){true, 0, 1, width, BOOT_ROWS};
    screen->panes[VIEW_MAP] = (struct pane){true, 0, 1 + BOOT_ROWS, width, top - BOOT_ROWS};
    screen->panes[choice->side] = right;
}

/* What stands beside the map where there is room for two panes: the one in use. */
static enum view_id find_companion(const struct arrange_choice *choice)
{
    return choice->focus == VIEW_MAP ? choice->side : choice->focus;
}

/* Too low for the boot steps and the log: the map, and beside it the pane in use. */
static void split_columns(struct arrangement *screen, unsigned cols, unsigned rows,
                          const struct arrange_choice *choice)
{
    unsigned width = LEFT_COLS + (cols - TILED_COLS_MIN) * 3 / 8;

    screen->tiled = true;
    screen->separator = width;
    screen->separator_end = rows - 1;
    screen->panes[VIEW_MAP] = (struct pane){true, 0, 1, width, rows - 2};
    screen->panes[find_companion(choice)] =
        (struct pane){true, width + 1, 1, cols - width - 1, rows - 2};
}

/* Too narrow for panes side by side: the map, and below it the pane in use. */
static void split_rows(struct arrangement *screen, unsigned cols, unsigned rows,
                       const struct arrange_choice *choice)
{
    unsigned body = rows - 2;
    unsigned above = body / 2;

    screen->panes[VIEW_MAP] = (struct pane){true, 0, 1, cols, above};
    screen->panes[find_companion(choice)] = (struct pane){true, 0, 1 + above, cols, body - above};
}

bool arrange_is_roomy(unsigned cols, unsigned rows)
{
    return cols >= TILED_COLS_MIN && rows >= TILED_ROWS_MIN;
}

/* From the size alone: the same size gives the same screen, whatever was there
 * before. */
struct arrangement arrange_screen(unsigned cols, unsigned rows, const struct arrange_choice *choice)
{
    struct arrangement screen = {.too_small = cols < ARRANGE_COLS_MIN || rows < ARRANGE_ROWS_MIN};

    if (screen.too_small)
        return screen;
    if (choice->alone || (cols < TILED_COLS_MIN && rows < STACKED_ROWS_MIN))
        screen.panes[choice->focus] = (struct pane){true, 0, 1, cols, rows - 2};
    else if (arrange_is_roomy(cols, rows))
        tile(&screen, cols, rows, choice);
    else if (cols >= TILED_COLS_MIN)
        split_columns(&screen, cols, rows, choice);
    else
        split_rows(&screen, cols, rows, choice);
    return screen;
}

/* Panes do not overlap, so the first is the only one. */
bool arrange_find(const struct arrangement *screen, unsigned col, unsigned row, enum view_id *id)
{
    for (unsigned i = 0; i < VIEW_COUNT; i++) {
        const struct pane *pane = &screen->panes[i];
        if (pane->visible && col >= pane->col && col < pane->col + pane->cols && row >= pane->row &&
            row < pane->row + pane->rows) {
            *id = (enum view_id)i;
            return true;
        }
    }
    return false;
}
