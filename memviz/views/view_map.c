/*
 * The map of all memory: a strip of the whole address space with the window
 * marked on it, then the window itself in rows that stretch where something is
 * to be seen, then what the letters mean.
 */
#include "memviz/views/view_map.h"

#include <stdio.h>
#include <string.h>

#include "memviz/memory/memory.h"
#include "memviz/views/map_scene.h"
#include "memviz/views/map_steps.h"
#include "memviz/views/map_text.h"
#include "memviz/screen/text.h"

/* From this width on the title has room for how many frames are used. */
#define USED_COLS_MIN 50u

/* Columns of the strip that are no cells. */
#define BRACKETS 2u

/* It is always laid out to fit. */
static size_t count_rows(const struct view_context *context)
{
    return context->rows;
}

static void draw_cell(struct pen *pen, const struct view_context *context,
                      const struct map_scene *scene, const uint64_t range[2])
{
    struct cell cell = map_scene_get_cell(scene, context, range);

    pen->role = cell.role;
    pen_put(pen, cell.ch);
}

/* All memory in one row. Brackets stand around the cells of what the rows below
 * show; they have columns of their own, so that they hide no cell. */
static void draw_strip(struct pen *pen, const struct view_context *context,
                       const struct map_scene *scene)
{
    uint64_t end = scene->index.all_end;
    char text[TEXT_NUMBER_SIZE];

    text_format_size(text, end);
    pen_text_as(pen, ROLE_DIM, "all 0 ");
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
            draw_cell(pen, context, scene, range);
        pen_text_as(pen, ROLE_FOCUS, last ? "]" : "");
    }
    pen->role = ROLE_DIM;
    pen_text(pen, " ");
    pen_text(pen, text);
}

static void draw_cells(struct pen *pen, const struct view_context *context,
                       const struct map_scene *scene, const struct map_row *row)
{
    map_text_draw_address(pen, scene, row->start);
    for (unsigned i = 0; i < scene->map.per_row; i++) {
        uint64_t range[2];
        map_rows_get_cell(&scene->map, row, i, range);
        if (range[0] == range[1])
            pen_put(pen, ' ');
        else
            draw_cell(pen, context, scene, range);
    }
}

/* However long it is, it is all alike: a few cells of it, its size, its kind. */
static void draw_span(struct pen *pen, const struct view_context *context,
                      const struct map_scene *scene, const struct map_row *row)
{
    map_text_draw_address(pen, scene, row->start);
    const uint64_t range[2] = {row->start, row->end};
    const struct glyphs *glyphs = context->glyphs;
    pen_put(pen, glyphs->ellipsis);
    draw_cell(pen, context, scene, range);
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

static void draw_row(struct pen *pen, const struct view_context *context,
                     const struct map_scene *scene, size_t row)
{
    if (row == 0) {
        draw_strip(pen, context, scene);
    } else if (row < scene->head_rows) {
        map_text_draw_ruler(pen, scene);
    } else if (row - scene->head_rows < scene->map.count) {
        const struct map_row *shown = &scene->map.rows[row - scene->head_rows];
        void (*const draw_kind[])(struct pen *, const struct view_context *,
                                  const struct map_scene *,
                                  const struct map_row *) = {[MAP_ROW_CELLS] = draw_cells,
                                                             [MAP_ROW_SPAN] = draw_span,
                                                             [MAP_ROW_LABEL] = map_text_draw_label};
        draw_kind[shown->kind](pen, context, scene, shown);
    }
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct map_scene scene;
    size_t entry = 0;

    map_scene_build(&scene, context);
    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        if (i >= context->rows - scene.legend_rows)
            entry = map_text_draw_legend(&pen, context, &scene, entry);
        else
            draw_row(&pen, context, &scene, i);
    }
    if (scene.map.count == 0 && window->rows > scene.head_rows) {
        struct pen pen = window_pen(window, scene.head_rows);
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
    struct map_scene scene;

    map_scene_build(&scene, context);
    if (place.row < scene.head_rows || place.row - scene.head_rows >= scene.map.count)
        return false;
    const struct map_row *row = &scene.map.rows[place.row - scene.head_rows];
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
    struct map_scene scene;

    map_scene_build(&scene, context);
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
