/*
 * The memory above 1 MiB: the heap in one row, a map of the frames in cells,
 * what the letters mean, then the heap's allocations.
 */
#include "memviz/view.h"

#include <inttypes.h>
#include <stdio.h>

#include "memviz/frame_cells.h"
#include "memviz/text.h"

#define ADDRESS_WIDTH 8u

/* Rows around the map: the heap above it, the letters below it. */
#define HEAD_ROWS 1u
#define TAIL_ROWS 1u

/* Behind the letters: the kernel, a head, the allocations. */
#define LIST_HEAD_ROWS 3u

/* At magnification 0 the map fills what the heap row and the letters leave. */
static struct frame_cells arrange(const struct view_context *context)
{
    unsigned room =
        context->rows > HEAD_ROWS + TAIL_ROWS ? context->rows - HEAD_ROWS - TAIL_ROWS : 1;
    unsigned cols = context->cols > ADDRESS_WIDTH + 1 ? context->cols - ADDRESS_WIDTH - 1 : 1;
    return frame_cells_arrange(context->model, cols, room, context->magnify);
}

static size_t count_rows(const struct view_context *context)
{
    size_t list = indexed_end(&context->model->allocs);
    return HEAD_ROWS + arrange(context).rows + TAIL_ROWS + LIST_HEAD_ROWS + list;
}

static void draw_labelled_hex(struct pen *pen, const char *label, const uint64_t *value)
{
    char text[TEXT_NUMBER_SIZE] = "-";
    if (value != NULL) {
        text_format_hex(text, *value);
    }
    pen_text_as(pen, ROLE_DIM, label);
    pen_text_as(pen, ROLE_NUMBER, text);
}

static void draw_heap(struct pen *pen, const struct model *model)
{
    bool known = model->heap.known;
    draw_labelled_hex(pen, "heap ", known ? &model->heap.start : NULL);
    draw_labelled_hex(pen, " cursor ", known ? &model->heap.cursor : NULL);
    draw_labelled_hex(pen, " end ", known ? &model->heap.end : NULL);
}

/* One row of the map behind the address of its first frame. */
static void draw_cells(struct pen *pen, const struct view_context *context,
                       const struct frame_cells *cells, unsigned row)
{
    uint32_t range[2];
    frame_cells_get_range(cells, row * cells->per_row, range);
    char address[TEXT_NUMBER_SIZE];
    text_format_hex(address, (uint64_t)range[0] * FRAMEMAP_FRAME_SIZE);
    pen->role = ROLE_DIM;
    pen_right(pen, ADDRESS_WIDTH, address);
    pen_text(pen, " ");
    for (unsigned i = 0; i < cells->per_row; i++) {
        frame_cells_get_range(cells, row * cells->per_row + i, range);
        if (range[0] == range[1]) {
            break;
        }
        struct cell cell = frame_cells_classify(context->model, range, context->glyphs);
        pen->role = cell.role;
        pen_put(pen, cell.ch);
    }
}

struct legend_entry {
    struct cell cell;
    const char *what;
};

/* Only whole entries are written: half a word would explain nothing. */
static void draw_legend(struct pen *pen, const struct frame_cells *cells)
{
    const struct glyphs *glyphs = pen->grid->glyphs;
    const struct legend_entry entries[] = {
        {{glyphs->free, ROLE_FREE}, "free"}, {{'U', ROLE_USED}, "used"},
        {{'R', ROLE_RESERVED}, "rsvd"},      {{glyphs->cursor, ROLE_CURSOR}, "cursor"},
        {{'K', ROLE_KERNEL}, "kernel"},      {{'H', ROLE_HEAP}, "heap"},
        {{'h', ROLE_HEAP}, "heap left"},     {{'u', ROLE_USED}, "some used"},
        {{'r', ROLE_RESERVED}, "some rsvd"}, {{'?', ROLE_UNKNOWN}, "not known"},
    };
    char size[TEXT_NUMBER_SIZE];
    text_format_size(size, (uint64_t)cells->per_cell * FRAMEMAP_FRAME_SIZE);
    pen_text_as(pen, ROLE_DIM, "cell ");
    pen_text(pen, cells->rows == 0 ? "-" : size);
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (pen_room(pen) < text_width(entries[i].what) + 2) {
            break;
        }
        pen_text(pen, " ");
        pen->role = entries[i].cell.role;
        pen_put(pen, entries[i].cell.ch);
        pen_text_as(pen, ROLE_DIM, entries[i].what);
    }
}

static void draw_kernel(struct pen *pen, const struct model *model)
{
    uint64_t start;
    uint64_t end;
    uint64_t ram_end;
    bool known = model_find_mark(model, "__k_start", &start);
    draw_labelled_hex(pen, "kernel ", known ? &start : NULL);
    known = model_find_mark(model, "__k_end", &end);
    draw_labelled_hex(pen, " to ", known ? &end : NULL);
    known = model_find_mark(model, "ram_end", &ram_end);
    draw_labelled_hex(pen, "  RAM ends ", known ? &ram_end : NULL);
}

/* An allocation that has not come yet keeps its place in the list. */
static void draw_alloc(struct pen *pen, const struct model *model, unsigned i)
{
    const struct model_alloc *alloc = indexed_get(&model->allocs, i);
    char text[TEXT_NUMBER_SIZE];
    snprintf(text, sizeof text, "%u", i);
    pen_right(pen, 6, text);
    if (alloc == NULL) {
        pen_right(pen, ADDRESS_WIDTH + 1, "-");
        return;
    }
    text_format_hex(text, alloc->start);
    pen_right(pen, ADDRESS_WIDTH + 1, text);
    text_format_grouped(text, alloc->size);
    pen_right(pen, 12, text);
    pen_text(pen, "  ");
    pen->role = ROLE_SYMBOL;
    pen_left(pen, pen_room(pen), alloc->tag);
}

/* What comes behind the letters. */
static void draw_list_row(struct pen *pen, const struct model *model, size_t row)
{
    if (row == 0) {
        draw_kernel(pen, model);
    } else if (row == LIST_HEAD_ROWS - 1) {
        pen_text_as(pen, ROLE_DIM, " alloc    start        size  tag");
    } else if (row >= LIST_HEAD_ROWS && row - LIST_HEAD_ROWS < indexed_end(&model->allocs)) {
        draw_alloc(pen, model, (unsigned)(row - LIST_HEAD_ROWS));
    }
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct frame_cells cells = arrange(context);
    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        size_t row = context->top + i;
        if (row < HEAD_ROWS) {
            draw_heap(&pen, context->model);
        } else if (row < HEAD_ROWS + cells.rows) {
            draw_cells(&pen, context, &cells, (unsigned)(row - HEAD_ROWS));
        } else if (row == HEAD_ROWS + cells.rows) {
            draw_legend(&pen, &cells);
        } else {
            draw_list_row(&pen, context->model, row - HEAD_ROWS - TAIL_ROWS - cells.rows);
        }
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    const struct model *model = context->model;
    if (model->total.known) {
        snprintf(text, size, "%u free %u used", model->total.free, model->total.used);
    } else {
        snprintf(text, size, "- free - used");
    }
}

const struct view *view_high_get(void)
{
    static const struct view view = {"Above 1 MiB", false, count_rows, draw, summarise};
    return &view;
}
