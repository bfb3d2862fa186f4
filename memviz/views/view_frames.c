/*
 * The frames over time: how many are free, used and reserved, and a chart of
 * the used ones from the first heartbeat to the last. In UTF-8 it is drawn in
 * braille, two samples wide and four high a cell.
 */
#include "memviz/views/view_frames.h"

#include <inttypes.h>
#include <stdio.h>

#include "memviz/screen/text.h"

#define HEAD_ROWS    4u
#define NUMBER_WIDTH 12u

/* As many as there are: the chart fills what is left. */
static size_t count_rows(const struct view_context *context)
{
    return context->rows;
}

/* The share is rounded down, so 100 % stands for all and for nothing less. */
static uint32_t get_share(uint32_t part, uint32_t whole)
{
    return whole == 0 ? 0 : (uint32_t)((uint64_t)part * 100 / whole);
}

/* At least a cell for what there is at all. */
static void draw_bar(struct pen *pen, uint32_t part, uint32_t whole)
{
    const struct glyphs *glyphs = pen->grid->glyphs;
    unsigned width = pen_room(pen);
    unsigned stop = pen->col + width;
    unsigned cells = whole == 0 ? 0 : (unsigned)((uint64_t)part * width / whole);

    pen_fill_to(pen, pen->col + cells + (part > 0 && cells == 0 ? 1 : 0), glyphs->bar);
    pen->role = ROLE_DIM;
    pen_fill_to(pen, stop, glyphs->gap);
}

/* Frames and not bytes: what is counted one by one can be compared with what the
 * shell says. */
static void draw_state(struct pen *pen, const struct model *model, unsigned row)
{
    const struct {
        const char *name;
        enum role role;
        uint32_t frames;
    } states[] = {{"free", ROLE_FREE, model->total.free},
                  {"used", ROLE_USED, model->total.used},
                  {"reserved", ROLE_RESERVED, model->total.reserved}};
    char text[TEXT_NUMBER_SIZE];
    pen->role = states[row].role;
    pen_left(pen, 9, states[row].name);
    text_format_grouped(text, states[row].frames);
    pen->role = ROLE_NUMBER;
    pen_right(pen, NUMBER_WIDTH, text);
    snprintf(text, sizeof text, "%3u%% ", get_share(states[row].frames, model->total.frames));
    pen_text(pen, text);
    pen->role = states[row].role;
    draw_bar(pen, states[row].frames, model->total.frames);
}

/* The chart: what time its columns span, and how high its rows reach. */
struct chart {
    const struct history *history;
    uint64_t start_ms;
    uint64_t span_ms;
    uint32_t most;
    unsigned rows;
    unsigned points; /* samples in a row */
};

/* At least one millisecond wide: on a wide screen a young machine has more
 * points than milliseconds. */
static uint32_t get_value(const struct chart *chart, unsigned point)
{
    uint64_t start = chart->start_ms + chart->span_ms * point / chart->points;
    uint64_t end = chart->start_ms + chart->span_ms * (point + 1) / chart->points;

    return history_find_peak(chart->history, start, end > start ? end : start + 1);
}

/* How far a value reaches into a row, in steps of a cell; row 0 is the highest. */
static unsigned get_fill(const struct chart *chart, uint32_t value, unsigned row, unsigned steps)
{
    uint64_t all = (uint64_t)chart->rows * steps;
    uint64_t height = chart->most == 0 ? 0 : (value * all + chart->most - 1) / chart->most;
    uint64_t below = (uint64_t)(chart->rows - 1 - row) * steps;
    uint64_t fill = height > below ? height - below : 0;

    return (unsigned)(fill < steps ? fill : steps);
}

/* The dots of a braille cell (Unicode 16, section 21.1) from the lowest up. */
static uint32_t get_braille(unsigned left, unsigned right)
{
    static const uint8_t left_dots[] = {0, 0x40, 0x44, 0x46, 0x47};
    static const uint8_t right_dots[] = {0, 0x80, 0xa0, 0xb0, 0xb8};

    return 0x2800u + left_dots[left] + right_dots[right];
}

/* Braille gives eight points a cell. In ASCII two heights of a cell are what a
 * dot and a colon can tell apart. */
static void draw_chart_row(struct pen *pen, const struct chart *chart, unsigned row)
{
    bool ascii = pen->grid->glyphs->ascii;

    pen->role = ROLE_USED;
    for (unsigned point = 0; point < chart->points; point += ascii ? 1 : 2) {
        uint32_t ch;
        if (ascii) {
            unsigned fill = get_fill(chart, get_value(chart, point), row, 2);
            ch = (uint32_t)(fill == 0 ? ' ' : fill == 1 ? '.' : ':');
        } else {
            unsigned left = get_fill(chart, get_value(chart, point), row, 4);
            unsigned right = get_fill(chart, get_value(chart, point + 1), row, 4);
            ch = left + right == 0 ? ' ' : get_braille(left, right);
        }
        pen_put(pen, ch);
    }
}

/* The chart reaches from 0 to the most there ever was, so that a change of a few
 * frames is seen on a machine of thousands. */
static uint32_t find_most(const struct history *history)
{
    uint32_t most = history->newest.used;

    for (unsigned i = 0; i < history->count; i++)
        most = history->samples[i].used > most ? history->samples[i].used : most;
    return most;
}

/* The curve has no axis: its highest value and its span are written above it. */
static void draw_scale(struct pen *pen, const struct chart *chart)
{
    char text[TEXT_NUMBER_SIZE * 3];
    char most[TEXT_NUMBER_SIZE];

    text_format_grouped(most, chart->most);
    snprintf(text, sizeof text, "used, at most %s", most);
    pen_text_as(pen, ROLE_DIM, text);
    uint64_t end = chart->start_ms + chart->span_ms;
    snprintf(text, sizeof text, "%" PRIu64 ".%" PRIu64 " to %" PRIu64 ".%" PRIu64 " s",
             chart->start_ms / 1000, chart->start_ms / 100 % 10, end / 1000, end / 100 % 10);
    if (text_width(text) + 2 < pen_room(pen)) {
        pen->role = ROLE_DIM;
        pen_fill_to(pen, pen->end - (unsigned)text_width(text), ' ');
        pen_text(pen, text);
    }
}

/* In the machine's own time: a machine that was stopped in the debugger leaves
 * no gap. */
static struct chart get_chart(const struct view_context *context)
{
    const struct history *history = &context->model->history;
    struct chart chart = {.history = history,
                          .start_ms = history->count > 0 ? history->samples[0].ms : 0,
                          .most = find_most(history),
                          .rows = context->rows > HEAD_ROWS ? context->rows - HEAD_ROWS : 0,
                          .points = context->cols * (context->glyphs->ascii ? 1 : 2)};

    chart.span_ms = history->newest.ms - chart.start_ms;
    return chart;
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct chart chart = get_chart(context);

    if (!context->model->total.known) {
        struct pen pen = window_pen(window, 0);
        pen_text_as(&pen, ROLE_DIM, "no frames reported yet");
        return;
    }
    for (unsigned row = 0; row < window->rows; row++) {
        struct pen pen = window_pen(window, row);
        if (row < HEAD_ROWS - 1)
            draw_state(&pen, context->model, row);
        else if (row == HEAD_ROWS - 1)
            draw_scale(&pen, &chart);
        else
            draw_chart_row(&pen, &chart, row - HEAD_ROWS);
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    char frames[TEXT_NUMBER_SIZE];
    char bytes[TEXT_NUMBER_SIZE];

    text_format_grouped(frames, context->model->total.frames);
    text_format_size(bytes, (uint64_t)context->model->total.frames * FRAMEMAP_FRAME_SIZE);
    snprintf(text, size, "%s frames, %s", context->model->total.known ? frames : "-", bytes);
}

const struct view *view_frames_get(void)
{
    static const struct view view = {"Frames", false, count_rows, draw, summarise, NULL, NULL};

    return &view;
}
