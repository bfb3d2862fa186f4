#include "memviz/ui/ui_draw.h"

#include <stdio.h>

#include "memviz/ui/bars.h"
#include "memviz/ui/help.h"
#include "memviz/ui/ui_cursor.h"
#include "memviz/views/view_table.h"

/* The row that the cursor was taken from, so that it can be seen. */
static void mark_selected(const struct window *window, size_t row)
{
    if (row >= window->rows)
        return;
    for (unsigned col = window->col; col < window->col + window->cols; col++) {
        struct cell cell = grid_get(window->grid, window->row + (unsigned)row, col);
        cell.role = ROLE_SELECTED;
        grid_put(window->grid, window->row + (unsigned)row, col, cell);
    }
}

/* The view first, its title last: only then is it known what is out of sight. */
static void draw_pane(struct ui *ui, struct grid *grid, const struct ui_scene *scene,
                      enum view_id id)
{
    const struct view *view = view_get(id);
    const struct pane *pane = &ui->screen.panes[id];
    struct ui_pane *chosen = &ui->panes[id];
    struct view_context context = ui_cursor_get_context(ui, id, grid, scene);
    bool focused = ui->choice.focus == id;
    size_t count = view->count_rows(&context);

    /* Settled at each frame: the list may have become shorter since the key. */
    context.top = ui_cursor_settle_scroll(&chosen->scroll, count, context.rows, view->tail);
    struct window window = {grid, pane->col, pane->row + 1, context.cols, context.rows};
    view->draw(&window, &context);
    if (focused && chosen->selected != UI_NO_ROW && chosen->selected >= context.top)
        mark_selected(&window, chosen->selected - context.top);
    struct bars_title title = {
        .number = (unsigned)id + 1,
        .name = view->name,
        .focused = focused,
        .above = context.top,
        .below = count > context.top + context.rows ? count - context.top - context.rows : 0};
    view->summarise(title.summary, sizeof title.summary, &context);
    struct window head = {grid, pane->col, pane->row, pane->cols, 1};
    bars_draw_title(&head, &title);
    if (focused)
        ui->page_rows = context.rows;
}

/* Returns whether a pane beside the separator has its title in a row. */
static bool find_title(const struct arrangement *screen, unsigned row, bool left)
{
    for (unsigned i = 0; i < VIEW_COUNT; i++) {
        const struct pane *pane = &screen->panes[i];
        unsigned touching = left ? pane->col + pane->cols : pane->col - 1;
        if (pane->visible && pane->row == row && touching == screen->separator)
            return true;
    }
    return false;
}

/* Drawn last: its crossings lie on the title rows of the panes. */
static void draw_separator(struct grid *grid, const struct arrangement *screen)
{
    const struct glyphs *glyphs = grid->glyphs;
    unsigned end = screen->separator_end;

    for (unsigned row = 1; row < end; row++) {
        bool left = find_title(screen, row, true);
        bool right = find_title(screen, row, false);
        uint32_t ch = left ? glyphs->tee_left : right ? glyphs->tee_right : glyphs->vertical;
        ch = row == 1 ? glyphs->tee_down : left && right ? glyphs->cross : ch;
        grid_put(grid, row, screen->separator, (struct cell){ch, ROLE_DIM});
    }
    /* Where no pane runs below, the status bar does, which has no rule to meet. */
    if (screen->panes[VIEW_LOG].visible && screen->panes[VIEW_LOG].row == end)
        grid_put(grid, end, screen->separator, (struct cell){glyphs->tee_up, ROLE_DIM});
}

/* Over all panes and not in one: it is longer than the smallest of them. */
static void draw_help(struct ui *ui, struct grid *grid)
{
    struct window window = {grid, 0, 1, grid->cols, grid->rows - 2};
    size_t top = ui_cursor_settle_scroll(&ui->help_scroll, help_count_rows(), window.rows, false);

    ui->page_rows = window.rows;
    help_draw(&window, top);
}

/* In two rows, so that the numbers fit where little else does. */
static void draw_too_small(struct grid *grid)
{
    struct window window = grid_window(grid);
    char text[64];

    snprintf(text, sizeof text, "memviz needs %ux%u", ARRANGE_COLS_MIN, ARRANGE_ROWS_MIN);
    struct pen pen = window_pen(&window, 0);
    pen_text(&pen, text);
    snprintf(text, sizeof text, "this is %ux%u", grid->cols, grid->rows);
    pen = window_pen(&window, 1);
    pen_text(&pen, text);
}

/* Everything is drawn at each frame, from an empty grid. The terminal gets the
 * difference to the last one, so nothing flickers and nothing can be left over. */
void ui_draw(struct ui *ui, struct grid *grid, const struct ui_scene *scene)
{
    grid_clear(grid);
    if (!ui->choice.chosen)
        ui->choice.focus = arrange_is_roomy(grid->cols, grid->rows) ? VIEW_BOOT : VIEW_MAP;
    ui->screen = arrange_screen(grid->cols, grid->rows, &ui->choice);
    if (ui->screen.too_small) {
        draw_too_small(grid);
        return;
    }
    ui_cursor_settle(ui, grid, scene);
    /* The bars after the cursor has been settled, since they may have a message
     * of it. */
    bars_draw_top(grid, scene);
    bars_draw_bottom(grid, scene, ui);
    if (ui->help) {
        draw_help(ui, grid);
        return;
    }
    for (unsigned id = 0; id < VIEW_COUNT; id++) {
        if (ui->screen.panes[id].visible)
            draw_pane(ui, grid, scene, (enum view_id)id);
    }
    if (ui->screen.tiled)
        draw_separator(grid, &ui->screen);
}
