#include "memviz/ui/ui_cursor.h"

#include <stdio.h>
#include <stdlib.h>

#include "kernel/core/units.h"
#include "memviz/ui/jump.h"
#include "memviz/memory/memory.h"
#include "memviz/views/view_table.h"

/* A view that grows at its end counts from there: scrolled by 0 it shows the
 * newest, and stays where it is while more comes. */
size_t ui_cursor_settle_scroll(size_t *scroll, size_t count, unsigned rows, bool tail)
{
    size_t most = count > rows ? count - rows : 0;

    if (*scroll > most)
        *scroll = most;
    return tail ? most - *scroll : *scroll;
}

/* All that a view may look at: none of them knows of keys, of other panes or of
 * where on the screen it is. */
struct view_context ui_cursor_get_context(const struct ui *ui, enum view_id id,
                                          const struct grid *grid, const struct ui_scene *scene)
{
    const struct pane *pane = &ui->screen.panes[id];

    return (struct view_context){.model = scene->model,
                                 .glyphs = grid->glyphs,
                                 .cols = pane->cols,
                                 .rows = pane->rows > 0 ? pane->rows - 1 : 0,
                                 .magnify = ui->magnify,
                                 .cursor = ui->cursor,
                                 .center = ui->center,
                                 .fresh = scene->fresh,
                                 .mark = scene->status->mark,
                                 .by_owner = ui->by_owner,
                                 .owner_order = ui->owner_order};
}

/* The row with an address that is nearest to one end. */
static size_t find_end_row(const struct view *view, const struct view_context *context, bool last)
{
    size_t count = view->count_rows(context);
    uint64_t address;

    for (size_t i = 0; i < count; i++) {
        size_t row = last ? count - 1 - i : i;
        if (view->locate(context, (struct view_place){row, 0}, &address))
            return row;
    }
    return count;
}

/* The row that lies step rows with an address away from row; where there are not
 * that many, the last of them. */
static size_t find_row(const struct view *view, const struct view_context *context, size_t row,
                       long step)
{
    size_t count = view->count_rows(context);

    /* Home and End ask for more rows than any list has: without this they would
     * walk it one by one. */
    if ((size_t)labs(step) > count)
        return find_end_row(view, context, step > 0);
    size_t found = row;
    uint64_t address;
    long done = 0;
    while (done != step && (step > 0 ? row + 1 < count : row > 0)) {
        row += step > 0 ? 1 : (size_t)-1;
        if (view->locate(context, (struct view_place){row, 0}, &address)) {
            found = row;
            done += step > 0 ? 1 : -1;
        }
    }
    return found;
}

/* By as little as brings it into sight, so that the eye keeps its place. */
static void scroll_to_selected(struct ui_pane *pane, const struct view_context *context)
{
    if (pane->selected < pane->scroll)
        pane->scroll = pane->selected;
    else if (context->rows > 0 && pane->selected - pane->scroll >= context->rows)
        pane->scroll = pane->selected - context->rows + 1;
}

/* The first move in a list goes to the first of its rows in sight. */
static void move_in_list(struct ui *ui, const struct view_context *context)
{
    const struct view *view = view_get(ui->choice.focus);
    struct ui_pane *pane = &ui->panes[ui->choice.focus];
    size_t count = view->count_rows(context);

    ui_cursor_settle_scroll(&pane->scroll, count, context->rows, false);
    long step = ui->pending.rows;
    size_t from = pane->selected;
    if (from == UI_NO_ROW || from >= count) {
        from = pane->scroll == 0 ? (size_t)-1 : pane->scroll - 1;
        step = step > 1 ? step : 1;
    }
    size_t row = find_row(view, context, from, step);
    uint64_t address;
    if (row < count && view->locate(context, (struct view_place){row, 0}, &address)) {
        pane->selected = row;
        ui->cursor = address;
        ui->center = address;
        scroll_to_selected(pane, context);
    }
}

/* A map says itself where its cursor goes; a list has rows, some without an
 * address, which are passed over. */
static void settle_moves(struct ui *ui, const struct view_context *context)
{
    const struct view *view = view_get(ui->choice.focus);

    if (view->step != NULL) {
        struct view_focus focus = view->step(context, ui->pending.rows, ui->pending.cols);
        ui->cursor = focus.cursor;
        ui->center = focus.center;
    } else if (view->locate != NULL && ui->pending.rows != 0) {
        move_in_list(ui, context);
    }
}

/* Looked up once more: to focus the pane may have rearranged the screen. */
static void settle_click(struct ui *ui, const struct grid *grid, const struct ui_scene *scene)
{
    const struct mouse_event *mouse = &ui->pending.mouse;
    enum view_id id;

    if (!arrange_find(&ui->screen, mouse->col, mouse->row, &id))
        return;
    const struct pane *pane = &ui->screen.panes[id];
    const struct view *view = view_get(id);
    struct view_context context = ui_cursor_get_context(ui, id, grid, scene);
    if (mouse->row == pane->row || view->locate == NULL)
        return;
    struct view_place place = {mouse->row - pane->row - 1 + ui->panes[id].scroll,
                               mouse->col - pane->col};
    uint64_t address;
    if (view->locate(&context, place, &address)) {
        ui->cursor = address;
        ui->panes[id].selected = view->step == NULL ? place.row : UI_NO_ROW;
    }
}

/* Below 1 MiB only a map that is magnified shows anything. */
static void show_cursor(struct ui *ui, const struct memory_index *index)
{
    ui->center = ui->cursor;
    while (ui->cursor < MIB && index->all_end >> ui->magnify > MIB)
        ui->magnify++;
}

/* Symbols are looked up when Enter is pressed, in what the model knows then. */
static void settle_jump(struct ui *ui, const struct ui_scene *scene)
{
    struct memory_index index;

    memory_index_build(&index, scene->model);
    ui->prompt.submitted = false;
    if (jump_find(&index, ui->prompt.text, &ui->cursor)) {
        show_cursor(ui, &index);
    } else {
        snprintf(ui->prompt.message, sizeof ui->prompt.message, "no address or symbol: %.40s",
                 ui->prompt.text);
    }
}

/* A jump first and moves last: keys that were pressed after it start from its
 * place. */
void ui_cursor_settle(struct ui *ui, const struct grid *grid, const struct ui_scene *scene)
{
    if (ui->prompt.submitted)
        settle_jump(ui, scene);
    if (ui->pending.click)
        settle_click(ui, grid, scene);
    if (ui->pending.rows != 0 || ui->pending.cols != 0) {
        struct view_context context = ui_cursor_get_context(ui, ui->choice.focus, grid, scene);
        settle_moves(ui, &context);
    }
    ui->pending = (struct ui_pending){0};
}
