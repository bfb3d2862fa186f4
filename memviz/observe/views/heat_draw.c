/*
 * The screen of the heat view: bars, time, memory, and what is known of the cell
 * at the cursor. A screen of few rows has less of the last, and a zoomed pane has
 * all of the room between the time and the keys.
 */
#include "memviz/observe/views/heat_draw.h"

#include <stdio.h>
#include <stdlib.h>

#include "memviz/observe/views/heat_bars.h"
#include "memviz/observe/views/heat_help.h"
#include "memviz/observe/views/heat_inspect.h"
#include "memviz/observe/views/heat_text.h"
#include "memviz/observe/views/heat_time.h"
#include "memviz/screen/text.h"

/* From so many rows on there is room for a line about time and a title. */
#define ROWS_ROOMY 10u

/* The map takes the rest; a map needs rows of cells, text needs whole sentences. */
#define LOWER_PARTS 2u / 5u
#define LOWER_MAX   18u

/* What is fresh: what the instant's own slice did or, followed live, what ran since
 * the machine stopped before. */
static uint64_t find_fresh(const struct heat_view *view, const struct heat_scene *scene,
                           struct heat_span span)
{
    if (scene->stopped != 0 && !view->past)
        return scene->stopped + 1;
    return span.end == 0 ? 1 : (uint64_t)(span.end - 1) * scene->heat->slice_size + 1;
}

/* The address of a row, and a mark where memory that nobody touched lies before it. */
static void draw_address(struct pen *pen, const struct heat_row *row, unsigned digits)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, row->start);
    pen->role = row->gap ? ROLE_NUMBER : ROLE_DIM;
    pen_right(pen, digits, text);
    pen_put(pen, row->gap ? pen->grid->glyphs->ellipsis : ' ');
}

static void draw_cells(const struct heat_view *view, const struct heat_scene *scene,
                       const struct heat_row *row, struct pen *pen)
{
    struct heat_span span = heat_view_span(view, scene->heat);
    struct heat_look look = {view->kind, span, find_fresh(view, scene, span)};
    uint64_t target = heat_view_target(view).start;

    for (unsigned i = 0; i < view->map.cells; i++) {
        uint64_t from = row->base + i * row->unit;
        struct address_range range = {from, from + row->unit};
        struct cell cell = {' ', ROLE_NORMAL};
        if (range.start >= row->start && range.end <= row->end)
            cell = heat_map_cell(scene->heat, range, &look, pen->grid->glyphs);
        if (target >= range.start && target < range.end) {
            cell.role = ROLE_SELECTED;
            cell.ch = cell.ch == ' ' ? '_' : cell.ch;
        }
        pen->role = cell.role;
        pen_put(pen, cell.ch);
    }
}

/* Scrolls no further than the cursor asks for. */
static void settle_top(struct heat_view *view, unsigned rows)
{
    size_t at = heat_map_find(&view->map, view->cursor);
    size_t furthest = view->map.count > rows ? view->map.count - rows : 0;

    if (at < view->top)
        view->top = at;
    if (at >= view->top + rows)
        view->top = at - rows + 1;
    if (view->top > furthest)
        view->top = furthest;
}

static void draw_map(struct heat_view *view, const struct heat_scene *scene,
                     const struct window *window, unsigned digits)
{
    view->page_rows = window->rows;
    settle_top(view, window->rows);
    for (unsigned i = 0; i < window->rows && view->top + i < view->map.count; i++) {
        const struct heat_row *row = &view->map.rows[view->top + i];
        struct pen pen = window_pen(window, i);
        draw_address(&pen, row, digits);
        draw_cells(view, scene, row, &pen);
    }
}

/* The lower pane, and the help, are text that scrolls. Returns the rows of all of it. */
static size_t draw_text(struct heat_view *view, const struct heat_scene *scene,
                        const struct window *window)
{
    char *text = NULL;
    size_t size;
    size_t rows = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return 0;
    if (view->help)
        heat_help_write(out);
    else if (view->pane == HEAT_PANE_FINDINGS)
        heat_inspect_write_findings(scene, out);
    else
        heat_inspect_write(view, scene, out);
    if (fclose(out) == 0) {
        size_t rows =
            heat_text_draw(&(struct window){window->grid, 0, 0, window->cols, 0}, text, 0);
        size_t furthest = rows > window->rows ? rows - window->rows : 0;
        view->page_lines = window->rows;
        view->scroll = view->scroll < furthest ? view->scroll : furthest;
        heat_text_draw(window, text, view->scroll);
    }
    free(text);
    return rows;
}

/* The name of the lower pane, and how much of it is out of sight. */
static void draw_title(const struct heat_view *view, const struct window *window, size_t rows)
{
    static const char *const names[] = {"inspector", "inspector", "findings"};
    struct pen pen = window_pen(window, 0);
    char text[64];

    pen.role = ROLE_DIM;
    pen_fill_to(&pen, pen.end, window->grid->glyphs->horizontal);
    pen.col = window->col + 1;
    pen.role = view->pane == HEAT_PANE_MAP ? ROLE_TITLE : ROLE_FOCUS;
    snprintf(text, sizeof text, " %s ", names[view->pane]);
    pen_text(&pen, text);
    if (rows <= view->page_lines)
        return;
    snprintf(text, sizeof text, " lines %zu-%zu of %zu ", view->scroll + 1,
             view->scroll + view->page_lines, rows);
    pen.role = ROLE_DIM;
    pen.col += 2;
    pen_text(&pen, text);
}

/* Five at least, for the first MiB. */
static unsigned find_digits(const struct heat *heat)
{
    uint64_t last = heat_find_last(heat);
    unsigned digits = 5;

    while (digits < 8 && last >> (4 * digits) != 0)
        digits++;
    return digits;
}

/* The cells of a row: a power of two, so that rows begin at round addresses. */
static unsigned find_cells(unsigned cols, unsigned digits)
{
    unsigned cells = 1;

    while (2 * cells + digits + 1 <= cols)
        cells *= 2;
    return cells;
}

/* At first the map shows all that was touched, as finely as there is room for. */
static bool settle_map(struct heat_view *view, const struct heat *heat, unsigned cells,
                       unsigned rows)
{
    bool first = view->shift == 0;

    if (first)
        view->shift = HEAT_SHIFT_MIN;
    while (heat_map_make(&view->map, heat, cells, view->shift)) {
        if (!first || view->map.count <= rows || view->shift == HEAT_SHIFT_MAX)
            return true;
        view->shift++;
    }
    return false;
}

static void settle_cursor(struct heat_view *view, const struct heat *heat, unsigned cells)
{
    if (!view->here && heat->slice_count > 0) {
        view->cursor =
            heat_find_touched(heat, 0) <= BOOT_SECTOR ? BOOT_SECTOR : heat_find_touched(heat, 0);
        view->here = view->cursor != UINT64_MAX;
        if (!view->here)
            view->cursor = 0;
    }
    view->row = heat_map_row(heat, view->cursor, cells, view->shift);
}

/* The parts of a screen, from top to bottom. */
static void draw_parts(struct heat_view *view, const struct heat_scene *scene, struct window *rest)
{
    bool roomy = rest->grid->rows >= ROWS_ROOMY;
    struct window part = *rest;
    unsigned digits = find_digits(scene->heat);
    unsigned cells = find_cells(rest->cols, digits);

    part.rows = 1;
    if (roomy) {
        heat_bars_draw_instant(view, scene, &part);
        part.row++;
    }
    heat_bars_draw_axis(view, scene, &part);
    part.row++;
    part.rows = rest->row + rest->rows - part.row;
    unsigned lower = part.rows * LOWER_PARTS;
    lower = lower > LOWER_MAX ? LOWER_MAX : lower;
    if (!settle_map(view, scene->heat, cells, part.rows - lower)) {
        struct pen pen = window_pen(&part, 0);
        pen_text(&pen, " not enough memory");
        return;
    }
    settle_cursor(view, scene->heat, cells);
    if (!view->zoomed) {
        struct window map = part;
        map.rows = part.rows - lower;
        if (map.rows > view->map.count)
            map.rows = view->map.count > 0 ? (unsigned)view->map.count : 1;
        draw_map(view, scene, &map, digits);
        part.row += map.rows;
        part.rows -= map.rows;
    }
    struct window title = part;
    part.row += roomy;
    part.rows -= roomy;
    size_t rows = draw_text(view, scene, &part);
    if (roomy)
        draw_title(view, &title, rows);
}

void heat_draw(struct heat_view *view, const struct heat_scene *scene, struct grid *grid)
{
    struct window window = grid_window(grid);

    grid_clear(grid);
    if (grid->cols < HEAT_COLS_MIN || grid->rows < HEAT_ROWS_MIN) {
        struct pen pen = window_pen(&window, 0);
        pen_text(&pen, "too small: the heat map needs 40x6");
        return;
    }
    heat_bars_draw_top(scene, grid);
    heat_bars_draw_bottom(view, grid);
    window.row++;
    window.rows -= 2;
    if (!heat_sort(scene->heat)) {
        struct pen pen = window_pen(&window, 0);
        pen_text(&pen, " not enough memory");
    } else if (view->help)
        draw_text(view, scene, &window);
    else
        draw_parts(view, scene, &window);
}
