/*
 * The owners of frames: one row for each tag, with how many frames it has, and those that nobody
 * claims. The table is sorted as the user asks; the digit in front is the one that the map shows
 * where it is coloured by owner.
 */
#include "memviz/views/view_owners.h"

#include <stdio.h>
#include <string.h>

#include "memviz/views/map_owners.h"
#include "memviz/screen/text.h"

#define HEAD_ROWS    1u
#define FRAMES_WIDTH 10u
#define RUNS_WIDTH   6u
#define BYTES_WIDTH  8u
#define PLACE_WIDTH  11u

static size_t count_rows(const struct view_context *context)
{
    struct owner_sums sums;

    owners_sum(&sums, context->model, context->owner_order);
    return HEAD_ROWS + sums.count;
}

/* The column that the table is sorted by is marked. */
static void draw_head(struct pen *pen, const struct view_context *context)
{
    static const struct {
        const char *title;
        unsigned width;
        enum owner_order order;
    } columns[] = {{"frames", FRAMES_WIDTH, OWNERS_BY_FRAMES},
                   {"runs", RUNS_WIDTH, OWNERS_BY_RUNS},
                   {"lowest", PLACE_WIDTH, OWNERS_BY_ADDRESS}};

    pen_text_as(pen, ROLE_DIM, "  ");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        bool sorted = columns[i].order == context->owner_order;
        pen->role = sorted ? ROLE_FOCUS : ROLE_DIM;
        pen_right(pen, columns[i].width, columns[i].title);
        if (columns[i].order == OWNERS_BY_FRAMES) {
            pen->role = ROLE_DIM;
            pen_right(pen, BYTES_WIDTH, "size");
        }
    }
    pen_text_as(pen, ROLE_DIM, "  ");
    pen_text_as(pen, context->owner_order == OWNERS_BY_TAG ? ROLE_FOCUS : ROLE_DIM, "owner");
}

static void draw_sum(struct pen *pen, const struct map_owners *look, const struct owner_sum *sum)
{
    char text[TEXT_NUMBER_SIZE];
    bool nobody = strcmp(sum->tag, OWNERS_NOBODY) == 0;
    struct cell cell = nobody ? (struct cell){' ', ROLE_DIM} : map_owners_get(look, sum->tag);

    pen->role = cell.role;
    pen_put(pen, cell.ch);
    pen_text(pen, " ");
    text_format_grouped(text, sum->frames);
    pen->role = ROLE_NUMBER;
    pen_right(pen, FRAMES_WIDTH, text);
    text_format_size(text, sum->frames * FRAMEMAP_FRAME_SIZE);
    pen_right(pen, BYTES_WIDTH, text);
    text_format_grouped(text, sum->runs);
    pen_right(pen, RUNS_WIDTH, nobody ? "" : text);
    text_format_hex(text, sum->lowest);
    pen_right(pen, PLACE_WIDTH, nobody ? "" : text);
    pen_text(pen, "  ");
    pen->role = nobody ? ROLE_DIM : ROLE_SYMBOL;
    pen_left(pen, pen_room(pen), sum->tag);
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct owner_sums sums;
    struct map_owners look;

    owners_sum(&sums, context->model, context->owner_order);
    map_owners_build(&look, context->model);
    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        size_t row = context->top + i;
        if (!context->model->owners_known && row == 0)
            pen_text_as(&pen, ROLE_DIM, "the kernel has not said who has which frames");
        else if (row == 0)
            draw_head(&pen, context);
        else if (row - HEAD_ROWS < sums.count)
            draw_sum(&pen, &look, &sums.sums[row - HEAD_ROWS]);
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    struct map_owners look;

    map_owners_build(&look, context->model);
    snprintf(text, size, "%zu owners", look.sums.count);
}

/* Its lowest frame: the inspector and the map then show it. */
static bool locate(const struct view_context *context, struct view_place place, uint64_t *address)
{
    struct owner_sums sums;

    owners_sum(&sums, context->model, context->owner_order);
    if (place.row < HEAD_ROWS || place.row - HEAD_ROWS >= sums.count)
        return false;
    const struct owner_sum *sum = &sums.sums[place.row - HEAD_ROWS];
    if (sum->runs > 0)
        *address = sum->lowest;
    return sum->runs > 0;
}

const struct view *view_owners_get(void)
{
    static const struct view view = {"Owners", false, count_rows, draw, summarise, locate, NULL};

    return &view;
}
