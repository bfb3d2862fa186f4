/*
 * The heap: a gauge that shows how far its cursor has come and who has taken
 * what, the allocations summed by tag, the largest first, and then each of them.
 */
#include "memviz/views/view_heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "memviz/memory/heap_tags.h"
#include "memviz/screen/text.h"

/* Gauge, numbers, head of the tags; then a blank and a head of the allocations. */
#define HEAD_ROWS 3u
#define LIST_ROWS 2u

/* A blank and eight digits: the heap lies below 4 GiB. */
#define ADDRESS_WIDTH 9u
#define BYTES_WIDTH   12u
#define BAR_MIN       6u

static size_t count_rows(const struct view_context *context)
{
    struct heap_tags tags;

    heap_tags_build(&tags, context->model);
    return HEAD_ROWS + tags.count + LIST_ROWS + indexed_end(&context->model->allocs);
}

/* By way of double: a product of two sizes of 64 bits would wrap. */
static uint64_t scale(uint64_t part, uint64_t whole, uint64_t width)
{
    return whole == 0 ? 0 : (uint64_t)((double)part / (double)whole * (double)width);
}

/* Half a cell more precise than cells are. */
static void draw_bar(struct pen *pen, unsigned width, uint64_t part, uint64_t whole)
{
    const struct glyphs *glyphs = pen->grid->glyphs;
    unsigned halves = (unsigned)scale(part, whole, 2 * width);
    unsigned stop = pen->col + width;

    /* Something is never shown as nothing. */
    halves += part > 0 && halves == 0 ? 1 : 0;
    pen_fill_to(pen, pen->col + halves / 2, glyphs->bar);
    if (halves % 2 != 0)
        pen_put(pen, glyphs->half);
    pen->role = ROLE_DIM;
    pen_fill_to(pen, stop, glyphs->gap);
}

/* The cursor has a glyph of its own on the bar: in monochrome its place would
 * else be a change of shade. */
static void draw_gauge(struct pen *pen, const struct view_context *context)
{
    const struct model *model = context->model;

    if (!model->heap.known) {
        pen_text_as(pen, ROLE_DIM, "no heap reported yet");
        return;
    }
    uint64_t taken = model->heap.cursor - model->heap.start;
    uint64_t whole = model->heap.end - model->heap.start;
    struct change what = {context->fresh, 0, 1, CHANGE_HEAP};
    bool changed = context->fresh != CHANGES_NONE && changes_has(&model->changes, &what);
    char text[TEXT_NUMBER_SIZE + 8];
    snprintf(text, sizeof text, " %" PRIu64 "%%", scale(taken, whole, 100));
    pen->role = changed ? ROLE_CHANGED : ROLE_HEAP;
    unsigned behind = 6;
    unsigned width = pen_room(pen) > behind ? pen_room(pen) - behind : 0;
    unsigned cursor = pen->col + (unsigned)scale(taken, whole, width);
    struct pen at_cursor = *pen;
    draw_bar(pen, width, taken, whole);
    at_cursor.col = cursor;
    at_cursor.role = changed ? ROLE_CHANGED : ROLE_CURSOR;
    pen_put(&at_cursor, context->glyphs->cursor);
    pen->role = ROLE_NUMBER;
    pen_text(pen, text);
}

/* Start, cursor and end by their addresses, as the shell and the debugger show
 * them. */
static void draw_numbers(struct pen *pen, const struct model *model)
{
    if (!model->heap.known)
        return;
    const struct {
        const char *label;
        uint64_t address;
    } parts[] = {
        {"", model->heap.start}, {" cursor ", model->heap.cursor}, {" end ", model->heap.end}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char text[TEXT_NUMBER_SIZE];
        text_format_hex(text, parts[i].address);
        pen_text_as(pen, ROLE_DIM, parts[i].label);
        pen_text(pen, text);
    }
    char left[TEXT_NUMBER_SIZE];
    text_format_size(left, model->heap.end - model->heap.cursor);
    pen_text_as(pen, ROLE_DIM, "  left ");
    pen_text(pen, left);
}

/* Shares are of what is taken, not of the heap: the question is who took it. */
static void draw_tag(struct pen *pen, const struct heap_tags *tags, size_t i)
{
    const struct heap_tag *tag = &tags->tags[i];
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "%u", tag->count);
    pen_right(pen, 6, text);
    text_format_grouped(text, tag->size);
    pen_right(pen, BYTES_WIDTH, text);
    pen_text(pen, "  ");
    pen->role = ROLE_SYMBOL;
    unsigned name = pen_room(pen) > 12 + BAR_MIN ? 12 : pen_room(pen);
    pen_left(pen, name, tag->tag);
    if (pen_room(pen) >= BAR_MIN) {
        pen->role = ROLE_NORMAL;
        pen_text(pen, " ");
        pen->role = ROLE_HEAP;
        draw_bar(pen, pen_room(pen), tag->size, tags->total);
    }
}

/* An allocation that has not come yet keeps its place in the list. */
static void draw_alloc(struct pen *pen, const struct view_context *context, unsigned i)
{
    const struct model_alloc *alloc = indexed_get(&context->model->allocs, i);
    struct change what = {context->fresh, i, i + 1, CHANGE_ALLOC};
    bool changed = context->fresh != CHANGES_NONE && changes_has(&context->model->changes, &what);
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "%u", i);
    pen->role = changed ? ROLE_CHANGED : ROLE_NORMAL;
    pen_right(pen, 6, text);
    pen->role = ROLE_NORMAL;
    if (alloc == NULL) {
        pen_right(pen, ADDRESS_WIDTH, "-");
        return;
    }
    text_format_hex(text, alloc->start);
    pen_right(pen, ADDRESS_WIDTH, text);
    text_format_grouped(text, alloc->size);
    pen_right(pen, BYTES_WIDTH, text);
    pen_text(pen, "  ");
    pen->role = ROLE_SYMBOL;
    pen_left(pen, pen_room(pen), alloc->tag);
}

static void draw_row(struct pen *pen, const struct view_context *context,
                     const struct heap_tags *tags, size_t row)
{
    size_t list = HEAD_ROWS + tags->count;

    if (row == 0)
        draw_gauge(pen, context);
    else if (row == 1)
        draw_numbers(pen, context->model);
    else if (row == 2)
        pen_text_as(pen, ROLE_DIM, " times       bytes  tag");
    else if (row < list)
        draw_tag(pen, tags, row - HEAD_ROWS);
    else if (row == list + 1)
        pen_text_as(pen, ROLE_DIM, " alloc    start       bytes  tag");
    else if (row >= list + LIST_ROWS &&
             row - list - LIST_ROWS < indexed_end(&context->model->allocs))
        draw_alloc(pen, context, (unsigned)(row - list - LIST_ROWS));
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct heap_tags tags;

    heap_tags_build(&tags, context->model);
    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        draw_row(&pen, context, &tags, context->top + i);
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    const struct model *model = context->model;
    char taken[TEXT_NUMBER_SIZE];

    text_format_size(taken, model->heap.cursor - model->heap.start);
    if (model->heap.known)
        snprintf(text, size, "%u allocations, %s taken", model->heap.allocations, taken);
    else
        snprintf(text, size, "not known");
}

/* Only allocations are places; tags, numbers and headings are not. */
static bool locate(const struct view_context *context, struct view_place place, uint64_t *address)
{
    struct heap_tags tags;

    heap_tags_build(&tags, context->model);
    size_t list = HEAD_ROWS + tags.count + LIST_ROWS;
    if (place.row < list || place.row - list >= indexed_end(&context->model->allocs))
        return false;
    const struct model_alloc *alloc =
        indexed_get(&context->model->allocs, (unsigned)(place.row - list));
    if (alloc != NULL)
        *address = alloc->start;
    return alloc != NULL;
}

const struct view *view_heap_get(void)
{
    static const struct view view = {"Heap", false, count_rows, draw, summarise, locate, NULL};

    return &view;
}
