#include "memviz/observe/views/heat_bars.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "memviz/observe/views/heat_declared.h"
#include "memviz/observe/views/heat_time.h"
#include "memviz/screen/text.h"

/* A terminal is hardly ever wider; on one that is, the axis ends there. */
#define AXIS_MAX  512u
#define RATE_UNIT 256u

static struct pen start_bar(struct grid *grid, unsigned row)
{
    struct window window = grid_window(grid);
    struct pen pen = window_pen(&window, row);

    pen.role = ROLE_BAR;
    pen_fill_to(&pen, pen.end, ' ');
    pen.col = 1;
    return pen;
}

void heat_bars_draw_top(const struct heat_scene *scene, struct grid *grid)
{
    const struct findings *findings = &scene->observer->findings;
    struct pen pen = start_bar(grid, 0);
    char text[64];
    unsigned count = 0;

    for (unsigned i = 0; i < findings->count; i++)
        count += findings->list[i].severity != SEVERITY_NOTE;
    enum verdict verdict = verdict_get(scene->verdict);
    if (count > 0)
        snprintf(text, sizeof text, "%u finding%s", count, count == 1 ? "" : "s");
    else
        snprintf(text, sizeof text, "%s",
                 scene->live                ? "nothing found so far"
                 : verdict == VERDICT_CLEAN ? "clean"
                                            : "no verdict");
    unsigned right = (unsigned)text_width(text) + 1;
    struct pen end = pen;
    end.col = grid->cols - right;
    end.role = count == 0 && verdict == VERDICT_CLEAN ? ROLE_BAR_GOOD : ROLE_BAR_BAD;
    pen_text(&end, text);
    pen.end = grid->cols - right - 1;
    pen_text(&pen, grid->cols >= 60 ? "memviz observe  " : "");
    const char *name = strrchr(scene->verdict->name, '/');
    pen_left(&pen, pen_room(&pen),
             name != NULL && name[1] != '\0' ? name + 1 : scene->verdict->name);
}

/* What is being typed, or why it led nowhere, or the keys. */
void heat_bars_draw_bottom(const struct heat_view *view, struct grid *grid)
{
    struct pen pen = start_bar(grid, grid->rows - 1);

    if (view->prompt.open) {
        pen_put(&pen, '/');
        pen_text(&pen, view->prompt.text);
        pen_put(&pen, '_');
    } else if (view->prompt.message[0] != '\0') {
        pen.role = ROLE_BAR_BAD;
        pen_text(&pen, view->prompt.message);
    } else {
        pen_text(&pen, "q quit  ? help  [ ] { } time");
        if (grid->cols >= 76)
            pen_text(&pen, "  + - size  1-4 kind  Tab pane  / go to");
    }
}

/* The boot step of the layout, where there is one. */
static void draw_step(const struct heat_scene *scene, uint64_t tick, struct pen *pen)
{
    const struct layout *layout = scene->observer->layout;
    unsigned step = layout != NULL ? heat_declared_step(layout, tick) : 0;
    char text[64];

    if (step == 0)
        return;
    snprintf(text, sizeof text, ", step %u %s", step, doc_step_name(&layout->doc, step));
    pen_text(pen, text);
}

void heat_bars_draw_instant(const struct heat_view *view, const struct heat_scene *scene,
                            const struct window *window)
{
    static const char *const kinds[] = {"writes", "reads", "executions", "x exec w write r read"};
    const struct heat *heat = scene->heat;
    struct heat_span span = heat_view_span(view, heat);
    struct pen pen = window_pen(window, 0);
    char text[96];

    if (span.end == 0) {
        pen_text(&pen, " nothing has run yet");
        return;
    }
    const struct heat_slice *slice = &heat->slices[span.end - 1];
    snprintf(text, sizeof text, " tick %" PRIu64 "-%" PRIu64 ", slice %" PRIu32 " of %" PRIu32,
             slice->first_tick, slice->last_tick, span.end, heat->slice_count);
    pen.role = ROLE_NUMBER;
    pen_text(&pen, text);
    draw_step(scene, slice->last_tick, &pen);
    pen.role = ROLE_DIM;
    if (span.first > 0)
        pen_text(&pen, ", since the mark");
    unsigned right = (unsigned)strlen(kinds[view->kind]) + 1;
    if (window->cols > right + pen.col) {
        pen.col = window->col + window->cols - right;
        pen_text(&pen, kinds[view->kind]);
    }
}

/* Fills in how many stores a slice had in each column, on average, in parts of
 * RATE_UNIT: columns may hold different numbers of slices. Returns the most. */
static uint64_t find_rates(const struct heat *heat, uint64_t rates[], unsigned cols)
{
    unsigned slices[AXIS_MAX] = {0};
    uint64_t most = 1;

    memset(rates, 0, cols * sizeof rates[0]);
    for (uint32_t i = 0; i < heat->slice_count; i++) {
        uint64_t col = (uint64_t)i * cols / heat->slice_count;
        rates[col] += heat->slices[i].stores * RATE_UNIT;
        slices[col]++;
    }
    for (unsigned col = 0; col < cols; col++) {
        rates[col] /= slices[col] > 0 ? slices[col] : 1;
        most = rates[col] > most ? rates[col] : most;
    }
    return most;
}

static void put_mark(const struct heat *heat, const struct window *axis, uint64_t slice,
                     struct cell cell)
{
    unsigned col = (unsigned)(slice * axis->cols / heat->slice_count);

    /* Where something was found at the instant that is shown, the mark of it stays. */
    if (cell.ch != '!' && grid_get(axis->grid, axis->row, axis->col + col).ch == '!')
        cell.ch = '!';
    grid_put(axis->grid, axis->row, axis->col + col, cell);
}

void heat_bars_draw_axis(const struct heat_view *view, const struct heat_scene *scene,
                         const struct window *window)
{
    const struct heat *heat = scene->heat;
    const struct findings *findings = &scene->observer->findings;
    const struct glyphs *glyphs = window->grid->glyphs;
    uint64_t rates[AXIS_MAX];
    unsigned cols = window->cols - 2 < AXIS_MAX ? window->cols - 2 : AXIS_MAX;
    struct window axis = {window->grid, window->col + 1, window->row, cols, 1};
    struct heat_span span = heat_view_span(view, heat);

    if (heat->slice_count == 0)
        return;
    uint64_t most = find_rates(heat, rates, cols);
    for (unsigned col = 0; col < cols; col++) {
        struct cell cell = {glyphs->gap, ROLE_DIM};
        if (rates[col] > 0)
            cell = (struct cell){glyphs_get_level(glyphs, rates[col], most + 1), ROLE_USED};
        grid_put(axis.grid, axis.row, axis.col + col, cell);
    }
    for (unsigned i = 0; i < findings->count; i++)
        if (findings->list[i].severity != SEVERITY_NOTE)
            put_mark(heat, &axis, heat_find_slice(heat, findings->list[i].tick),
                     (struct cell){'!', ROLE_BAD});
    put_mark(heat, &axis, span.end - 1, (struct cell){glyphs->vertical, ROLE_SELECTED});
}
