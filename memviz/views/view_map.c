/*
 * The map of all memory: a strip of the whole address space with the window
 * marked on it, then the window itself in rows that stretch where something is
 * to be seen, then what the letters mean.
 */
#include "memviz/views/view_map.h"

#include <stdio.h>
#include <string.h>

#include "memviz/views/map_cells.h"
#include "memviz/views/map_rows.h"
#include "memviz/views/map_steps.h"
#include "memviz/screen/text.h"

#define ADDRESS_WIDTH 8u

/* From this width on the title has room for how many frames are used. */
#define USED_COLS_MIN 50u

/* Rows around the map: the strip above it, the letters below it. In a pane of a few
 * rows the map has them all but one. */
#define HEAD_ROWS      1u
#define TAIL_ROWS_FROM 6u

/* Columns of the strip that are no cells. */
#define BRACKETS 2u

/* All that is needed to draw or to move: too large to be built twice a draw. */
struct scene {
    struct memory_index index;
    struct map_rows map;
    unsigned address_width;
};

/* Addresses above 4 GiB take more digits, which cells then have to spare. */
static unsigned find_address_width(uint64_t end)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, end);
    return strlen(text) > ADDRESS_WIDTH ? (unsigned)strlen(text) : ADDRESS_WIDTH;
}

static unsigned get_tail_rows(const struct view_context *context)
{
    return context->rows >= TAIL_ROWS_FROM ? 1 : 0;
}

static void build(struct scene *scene, const struct view_context *context)
{
    memory_index_build(&scene->index, context->model);
    scene->address_width = find_address_width(scene->index.all_end);
    unsigned taken = scene->address_width + 1;
    unsigned around = HEAD_ROWS + get_tail_rows(context);
    struct map_frame frame = {.cols = context->cols > taken ? context->cols - taken : 1,
                              .rows = context->rows > around ? context->rows - around : 1,
                              .magnify = context->magnify,
                              .center = context->center};
    map_rows_build(&scene->map, &scene->index, &frame);
}

/* It is always laid out to fit. */
static size_t count_rows(const struct view_context *context)
{
    return context->rows;
}

static void draw_cell(struct pen *pen, const struct view_context *context,
                      const struct memory_index *index, const uint64_t range[2])
{
    struct cell cell = map_cells_classify(index, range, context->glyphs);

    if (context->mark != NULL)
        cell = map_cells_show_difference(
            cell, map_cells_compare(context->model, range, context->mark), context->glyphs);
    else if (map_cells_changed(context->model, range, context->fresh))
        cell.role = ROLE_CHANGED;
    pen->role = cell.role;
    if (context->cursor >= range[0] && context->cursor < range[1])
        pen->role = ROLE_SELECTED;
    pen_put(pen, cell.ch);
}

/* All memory in one row. Brackets stand around the cells of what the rows below
 * show; they have columns of their own, so that they hide no cell. */
static void draw_strip(struct pen *pen, const struct view_context *context,
                       const struct scene *scene)
{
    uint64_t end = scene->index.all_end;
    char text[TEXT_NUMBER_SIZE];

    text_format_size(text, end);
    pen_text_as(pen, ROLE_DIM, "0 ");
    unsigned behind = (unsigned)strlen(text) + 1;
    unsigned taken = behind + BRACKETS;
    unsigned cells = pen_room(pen) > taken ? pen_room(pen) - taken : 0;
    for (unsigned i = 0; i < cells && end > 0; i++) {
        uint64_t step = end / cells + 1;
        uint64_t range[2] = {step * i, step * (i + 1) < end ? step * (i + 1) : end};
        bool first = scene->map.start >= range[0] && scene->map.start < range[1];
        bool last = scene->map.end > range[0] && scene->map.end <= range[1];
        pen_text_as(pen, ROLE_FOCUS, first ? "[" : "");
        if (range[0] >= end)
            pen_put(pen, ' ');
        else
            draw_cell(pen, context, &scene->index, range);
        pen_text_as(pen, ROLE_FOCUS, last ? "]" : "");
    }
    pen->role = ROLE_DIM;
    pen_text(pen, " ");
    pen_text(pen, text);
}

static void draw_address(struct pen *pen, const struct scene *scene, uint64_t address)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, address);
    pen->role = ROLE_DIM;
    pen_right(pen, scene->address_width, text);
    pen_text(pen, " ");
}

static void draw_cells(struct pen *pen, const struct view_context *context,
                       const struct scene *scene, const struct map_row *row)
{
    draw_address(pen, scene, row->start);
    for (unsigned i = 0; i < scene->map.per_row; i++) {
        uint64_t range[2];
        map_rows_get_cell(&scene->map, row, i, range);
        if (range[0] == range[1])
            pen_put(pen, ' ');
        else
            draw_cell(pen, context, &scene->index, range);
    }
}

/* However long it is, it is all alike: a few cells of it, its size, its kind. */
static void draw_span(struct pen *pen, const struct view_context *context,
                      const struct scene *scene, const struct map_row *row)
{
    draw_address(pen, scene, row->start);
    const uint64_t range[2] = {row->start, row->end};
    const struct glyphs *glyphs = context->glyphs;
    pen_put(pen, glyphs->ellipsis);
    draw_cell(pen, context, &scene->index, range);
    pen->role = ROLE_DIM;
    pen_put(pen, glyphs->ellipsis);
    char size[TEXT_NUMBER_SIZE];
    text_format_size(size, row->end - row->start);
    pen->role = ROLE_NUMBER;
    pen_right(pen, 6, size);
    pen->role = ROLE_DIM;
    pen_text(pen, " ");
    pen_text(pen, model_is_corrupt(context->model, row->start)
                      ? "CHECKSUM DIFFERS"
                      : memory_kind_name(memory_find_kind(&scene->index, row->start)));
}

static void draw_region_mark(struct pen *pen, const struct view_context *context,
                             const struct region *region)
{
    pen->role = region->alive ? ROLE_ALIVE : ROLE_REUSABLE;
    pen_put(pen, region->alive ? context->glyphs->alive : context->glyphs->reusable);
    pen_text(pen, " ");
}

/* As many names as there is room for, and how many there are. */
static void draw_shared_label(struct pen *pen, const struct view_context *context,
                              const struct map_row *row)
{
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "%zu regions:", row->regions);
    pen_text_as(pen, ROLE_DIM, text);
    for (size_t i = 0; i < row->regions; i++) {
        const struct region *region = &row->region[i];
        if (text_width(region->symbol) + 4 > pen_room(pen)) {
            pen_put(pen, ' ');
            pen_put(pen, context->glyphs->ellipsis);
            return;
        }
        pen_text(pen, " ");
        pen_text_as(pen, region->alive ? ROLE_ALIVE : ROLE_REUSABLE, region->symbol);
    }
}

static void draw_label(struct pen *pen, const struct view_context *context,
                       const struct scene *scene, const struct map_row *row)
{
    draw_address(pen, scene, row->start);
    const struct region *region = row->region;
    if (row->regions > 1) {
        draw_shared_label(pen, context, row);
        return;
    }
    draw_region_mark(pen, context, region);
    pen_text_as(pen, ROLE_SYMBOL, region->symbol);
    char text[TEXT_NUMBER_SIZE];
    text_format_hex(text, region->end);
    pen->role = ROLE_DIM;
    pen_text(pen, " to ");
    pen_text(pen, text);
    if (pen_room(pen) > 12) {
        pen_text(pen, "  ");
        pen_left(pen, pen_room(pen), region->what);
    }
}

/* Only whole entries are written: half a word would explain nothing. */
static void draw_legend(struct pen *pen, const struct view_context *context,
                        const struct scene *scene)
{
    char size[TEXT_NUMBER_SIZE];

    text_format_size(size, scene->map.per_cell);
    pen_text_as(pen, ROLE_DIM, "cell ");
    pen_text(pen, scene->map.count == 0 ? "-" : size);
    for (size_t i = map_cells_start_legend(context->mark != NULL); i < map_cells_count_legend();
         i++) {
        struct memory_look look = map_cells_get_legend(i, pen->grid->glyphs);
        if (pen_room(pen) < text_width(look.what) + 2)
            break;
        pen_text(pen, " ");
        pen->role = look.cell.role;
        pen_put(pen, look.cell.ch);
        pen_text_as(pen, ROLE_DIM, look.what);
    }
}

static void draw_row(struct pen *pen, const struct view_context *context, const struct scene *scene,
                     size_t row)
{
    if (row == 0) {
        draw_strip(pen, context, scene);
    } else if (row >= context->rows - get_tail_rows(context)) {
        draw_legend(pen, context, scene);
    } else if (row - HEAD_ROWS < scene->map.count) {
        const struct map_row *shown = &scene->map.rows[row - HEAD_ROWS];
        void (*const draw_kind[])(struct pen *, const struct view_context *, const struct scene *,
                                  const struct map_row *) = {
            [MAP_ROW_CELLS] = draw_cells, [MAP_ROW_SPAN] = draw_span, [MAP_ROW_LABEL] = draw_label};
        draw_kind[shown->kind](pen, context, scene, shown);
    }
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct scene scene;

    build(&scene, context);
    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        draw_row(&pen, context, &scene, i);
    }
    if (scene.map.count == 0 && window->rows > HEAD_ROWS) {
        struct pen pen = window_pen(window, HEAD_ROWS);
        pen_text_as(&pen, ROLE_DIM, "no memory reported yet");
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    const struct model *model = context->model;
    char at[TEXT_NUMBER_SIZE];

    text_format_hex(at, context->cursor);
    if (!model->total.known)
        snprintf(text, size, "at %s", at);
    else if (context->cols < USED_COLS_MIN)
        snprintf(text, size, "%u free  at %s", model->total.free, at);
    else
        snprintf(text, size, "%u free %u used  at %s", model->total.free, model->total.used, at);
}

static bool locate(const struct view_context *context, struct view_place place, uint64_t *address)
{
    struct scene scene;

    build(&scene, context);
    if (place.row < HEAD_ROWS || place.row - HEAD_ROWS >= scene.map.count)
        return false;
    const struct map_row *row = &scene.map.rows[place.row - HEAD_ROWS];
    *address = row->start;
    if (row->kind == MAP_ROW_CELLS && place.col > scene.address_width) {
        uint64_t range[2];
        map_rows_get_cell(&scene.map, row, place.col - scene.address_width - 1, range);
        *address = range[0] < range[1] ? range[0] : row->start;
    }
    return true;
}

/* The map stays where it is until the cursor leaves it. */
static struct view_focus step(const struct view_context *context, long rows, long cols)
{
    struct scene scene;

    build(&scene, context);
    struct view_focus focus = {context->cursor, context->center};
    if (scene.map.count > 0) {
        focus.cursor = map_steps_move(&scene.map, focus.cursor, rows, cols);
        bool inside = focus.cursor >= scene.map.start && focus.cursor < scene.map.end;
        focus.center = inside ? focus.center : focus.cursor;
    }
    return focus;
}

const struct view *view_map_get(void)
{
    static const struct view view = {"Map", false, count_rows, draw, summarise, locate, step};

    return &view;
}
