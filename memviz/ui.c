#include "memviz/ui.h"

#include <stdint.h>
#include <stdio.h>

#include "memviz/arrange.h"
#include "memviz/bars.h"
#include "memviz/help.h"

/* A cell of one frame is as fine as it gets: 2^20 frames in one cell halve
 * this often. */
#define MAGNIFY_MAX 20u

void ui_init(struct ui *ui)
{
    *ui = (struct ui){.focus = VIEW_BOOT, .page_rows = 1};
}

/* A scroll position moved by step rows; it stops at 0, and drawing brings it
 * back from beyond the other end. */
static void move_scroll(size_t *scroll, long step)
{
    if (step < 0 && (size_t)-step > *scroll) {
        *scroll = 0;
    } else if (*scroll < SIZE_MAX / 2) {
        *scroll += (size_t)step;
    }
}

/* Where an intent scrolls to; true when it is about scrolling. */
static bool apply_scroll(struct ui *ui, enum intent intent)
{
    bool tail = !ui->help && view_get(ui->focus)->tail;
    size_t *scroll = ui->help ? &ui->help_scroll : &ui->panes[ui->focus].scroll;
    long sign = tail ? -1 : 1;
    switch (intent) {
    case INTENT_UP:
        move_scroll(scroll, -sign);
        return true;
    case INTENT_DOWN:
        move_scroll(scroll, sign);
        return true;
    case INTENT_PAGE_UP:
        move_scroll(scroll, -sign * (long)ui->page_rows);
        return true;
    case INTENT_PAGE_DOWN:
        move_scroll(scroll, sign * (long)ui->page_rows);
        return true;
    case INTENT_HOME:
    case INTENT_END:
        *scroll = (intent == INTENT_HOME) == tail ? SIZE_MAX / 2 : 0;
        return true;
    default:
        return false;
    }
}

static void apply_magnify(struct ui *ui, enum intent intent)
{
    unsigned *magnify = &ui->panes[ui->focus].magnify;
    if (intent == INTENT_MAGNIFY && *magnify < MAGNIFY_MAX) {
        *magnify += 1;
    } else if (intent == INTENT_REDUCE && *magnify > 0) {
        *magnify -= 1;
    }
}

static void apply_focus(struct ui *ui, unsigned focus)
{
    ui->help = false;
    ui->focus = (enum view_id)(focus % VIEW_COUNT);
}

/* Help lies over a zoomed pane and is closed first. */
static void apply_back(struct ui *ui)
{
    if (ui->help) {
        ui->help = false;
    } else {
        ui->zoomed = false;
    }
}

enum ui_result ui_apply_intent(struct ui *ui, enum intent intent)
{
    if (apply_scroll(ui, intent)) {
        return UI_CHANGED;
    }
    switch (intent) {
    case INTENT_NONE:
        return UI_NOTHING;
    case INTENT_QUIT:
        return UI_QUIT;
    case INTENT_REDRAW:
        return UI_REPAINT;
    case INTENT_HELP:
        ui->help = !ui->help;
        break;
    case INTENT_BACK:
        apply_back(ui);
        break;
    case INTENT_ZOOM:
        ui->zoomed = ui->help ? ui->zoomed : !ui->zoomed;
        ui->help = false;
        break;
    case INTENT_NEXT:
        apply_focus(ui, ui->focus + 1u);
        break;
    case INTENT_PREVIOUS:
        apply_focus(ui, ui->focus + VIEW_COUNT - 1u);
        break;
    case INTENT_MAGNIFY:
    case INTENT_REDUCE:
        apply_magnify(ui, intent);
        break;
    default:
        apply_focus(ui, (unsigned)(intent - INTENT_FOCUS_FIRST));
        break;
    }
    return UI_CHANGED;
}

/* The first row to draw: the scroll position brought into range and, for a
 * tail view, counted from the end. */
static size_t settle_scroll(size_t *scroll, size_t count, unsigned rows, bool tail)
{
    size_t most = count > rows ? count - rows : 0;
    if (*scroll > most) {
        *scroll = most;
    }
    return tail ? most - *scroll : *scroll;
}

/* Which pane, and where. */
struct pane_place {
    enum view_id id;
    struct pane pane;
};

/* The view first, its title last: only then is it known what is out of sight. */
static void draw_pane(struct ui *ui, struct grid *grid, const struct ui_scene *scene,
                      const struct pane_place *place)
{
    const struct view *view = view_get(place->id);
    const struct pane *pane = &place->pane;
    struct ui_pane *chosen = &ui->panes[place->id];
    struct view_context context = {.model = scene->model,
                                   .glyphs = grid->glyphs,
                                   .cols = pane->cols,
                                   .rows = pane->rows - 1,
                                   .magnify = chosen->magnify};
    size_t count = view->count_rows(&context);
    context.top = settle_scroll(&chosen->scroll, count, context.rows, view->tail);
    struct window window = {grid, pane->col, pane->row + 1, context.cols, context.rows};
    view->draw(&window, &context);
    struct bars_title title = {
        .number = (unsigned)place->id + 1,
        .name = view->name,
        .focused = ui->focus == place->id,
        .above = context.top,
        .below = count > context.top + context.rows ? count - context.top - context.rows : 0};
    view->summarise(title.summary, sizeof title.summary, &context);
    struct window head = {grid, pane->col, pane->row, pane->cols, 1};
    bars_draw_title(&head, &title);
    if (ui->focus == place->id) {
        ui->page_rows = context.rows;
    }
}

/* Drawn last: its crossings lie on the title rows of the panes. */
static void draw_separator(struct grid *grid, const struct arrangement *screen)
{
    const struct glyphs *glyphs = grid->glyphs;
    unsigned first = screen->panes[VIEW_LOW].row;
    unsigned end = screen->panes[VIEW_LOG].row;
    for (unsigned row = first; row < end; row++) {
        bool title = row == screen->panes[VIEW_MAP].row || row == screen->panes[VIEW_HIGH].row;
        uint32_t ch = row == first ? glyphs->tee_down : title ? glyphs->tee_left : glyphs->vertical;
        grid_put(grid, row, screen->separator, (struct cell){ch, ROLE_DIM});
    }
    grid_put(grid, end, screen->separator, (struct cell){glyphs->tee_up, ROLE_DIM});
}

static void draw_help(struct ui *ui, struct grid *grid)
{
    struct window window = {grid, 0, 1, grid->cols, grid->rows - 2};
    size_t top = settle_scroll(&ui->help_scroll, help_count_rows(), window.rows, false);
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

void ui_draw(struct ui *ui, struct grid *grid, const struct ui_scene *scene)
{
    grid_clear(grid);
    struct arrangement screen = arrange_screen(grid->cols, grid->rows, ui->focus, ui->zoomed);
    if (screen.too_small) {
        draw_too_small(grid);
        return;
    }
    bars_draw_top(grid, scene);
    bars_draw_bottom(grid, scene);
    if (ui->help) {
        draw_help(ui, grid);
        return;
    }
    for (unsigned id = 0; id < VIEW_COUNT; id++) {
        if (screen.panes[id].visible) {
            struct pane_place place = {(enum view_id)id, screen.panes[id]};
            draw_pane(ui, grid, scene, &place);
        }
    }
    if (screen.tiled) {
        draw_separator(grid, &screen);
    }
}
