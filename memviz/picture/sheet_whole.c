/*
 * All of memory to scale, with the names of what lies in it on the left.
 */
#include "memviz/picture/sheet_whole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/picture/sheet_spans.h"
#include "memviz/picture/spread.h"

#define BAR_WIDTH 78.0
#define LEADER    22.0
/* Name and size, and the range below. More names than fit in the height are counted. */
#define LABEL_HEIGHT 40.0

/* A slice of the bar is this high: finer than a page of paper shows. */
#define SLICE 0.5

/* Below the break: what lies too far up to be drawn to scale. */
#define BREAK_HEIGHT 22.0
#define FAR_HEIGHT   40.0
/* Devices at the top of the address space come in handfuls. When there are more,
 * their number is shown. */
#define FAR_MAX 5u

/* The bar, what lies beyond it, and the names beside both. */
struct whole {
    struct sheet *sheet;
    struct sheet_bar bar;
    double bottom;            /* of what follows below the bar */
    size_t first_far;         /* the first clean range beyond the bar */
    size_t far_count;         /* clean ranges below the break */
    size_t far_hidden;        /* those for which there is no room */
    struct sheet_spans spans; /* what has a name */
};

/* What a slice shows: the worst of it, but the kernel wherever it is, since that
 * is what one looks for and it is small. */
static enum memory_kind classify_slice(const struct whole *whole, unsigned i, unsigned slices)
{
    /* Long double: above 2^53 a double would lose the last bytes, and slices would
     * overlap. */
    long double scale = (long double)whole->bar.end / slices;
    uint64_t end = (uint64_t)(scale * (i + 1));
    uint64_t start = (uint64_t)(scale * i);
    struct memory_survey survey =
        memory_survey(&whole->sheet->index, start, end > start ? end - 1 : start);
    bool kernel = (survey.kinds & 1u << MEMORY_KERNEL) != 0 && survey.worst != MEMORY_CORRUPT;

    return kernel ? MEMORY_KERNEL : sheet_memory_kind(whole->sheet->model, survey.worst);
}

/* What looks alike is joined to one rectangle: a bar is then some ten shapes and
 * not two thousand. */
static void draw_slices(struct whole *whole)
{
    const struct sheet_bar *bar = &whole->bar;
    double height = bar->bottom - bar->top;
    unsigned slices = (unsigned)(height / SLICE);
    unsigned from = 0;
    struct picture_look look = sheet_memory_look(classify_slice(whole, 0, slices));

    for (unsigned i = 1; i <= slices; i++) {
        struct picture_look next = look;
        if (i < slices)
            next = sheet_memory_look(classify_slice(whole, i, slices));
        if (i < slices && next.fill == look.fill && next.hatched == look.hatched)
            continue;
        picture_add_rect(whole->sheet->picture,
                         (struct picture_box){bar->x, bar->top + from * height / slices, bar->width,
                                              (i - from) * height / slices},
                         look);
        from = i;
        look = next;
    }
}

/* Devices below 4 GiB and RAM far above would press all else into a line of the
 * bar: what lies past its end is listed, not scaled. */
static void find_far(struct whole *whole)
{
    const struct memory_index *index = &whole->sheet->index;

    while (whole->first_far < index->range_count &&
           index->ranges[whole->first_far].start < whole->bar.end)
        whole->first_far++;
    size_t count = index->range_count - whole->first_far;
    whole->far_count = count > FAR_MAX ? FAR_MAX : count;
    whole->far_hidden = count - whole->far_count;
}

static double get_far_top(const struct whole *whole, size_t i)
{
    return whole->bar.bottom + BREAK_HEIGHT + (double)i * FAR_HEIGHT;
}

/* A zigzag says that the scale ends here. */
static void draw_break(struct whole *whole)
{
    const struct sheet_bar *bar = &whole->bar;
    double y = bar->bottom + BREAK_HEIGHT / 2;
    double step = bar->width / 6;

    for (int line = -1; line <= 1; line += 2) {
        for (int i = 0; i < 6; i++) {
            double from = y + 2.5 * line + (i % 2 == 0 ? 3 : -3);
            double to = y + 2.5 * line + (i % 2 == 0 ? -3 : 3);
            picture_add_line(whole->sheet->picture, (struct picture_point){bar->x + i * step, from},
                             (struct picture_point){bar->x + (i + 1) * step, to}, INK_RULE);
        }
    }
}

static void draw_far(struct whole *whole)
{
    struct sheet *sheet = whole->sheet;

    for (size_t i = 0; i < whole->far_count; i++) {
        const struct e820_range *range = &sheet->index.ranges[whole->first_far + i];
        struct picture_look look =
            sheet_memory_look(sheet_memory_kind(sheet->model, memory_get_mapped_kind(range->type)));
        look.stroke = INK_RULE;
        picture_add_rect(sheet->picture,
                         (struct picture_box){whole->bar.x, get_far_top(whole, i) + 3,
                                              whole->bar.width, FAR_HEIGHT - 6},
                         look);
    }
    if (whole->far_count > 0)
        draw_break(whole);
}

/* The middle of a span on paper. */
static double find_place(const struct whole *whole, const struct sheet_span *span)
{
    for (size_t i = 0; i < whole->far_count; i++) {
        if (whole->sheet->index.ranges[whole->first_far + i].start == span->start)
            return get_far_top(whole, i) + FAR_HEIGHT / 2;
    }
    uint64_t last = span->last < whole->bar.end ? span->last : whole->bar.end;
    return (sheet_bar_find(&whole->bar, span->start) + sheet_bar_find(&whole->bar, last)) / 2;
}

/* To the left of the bar: on its right the magnification begins. */
static void draw_label(struct whole *whole, const struct sheet_span *span, double middle)
{
    struct picture *picture = whole->sheet->picture;
    double right = whole->bar.x - LEADER - 6;
    struct picture_style style = sheet_style(PICTURE_BOLD, SHEET_NAME, PICTURE_RIGHT);
    char text[SHEET_RANGE_SIZE * 2];
    char size[SHEET_RANGE_SIZE];

    sheet_format_extent(size, span->start, span->last);
    snprintf(text, sizeof text, "%s \xc2\xb7 %s", span->name, size);
    style.room = right - 40;
    picture_add_text(picture, (struct picture_point){right, middle - 8}, &style, text);
    sheet_format_range(text, span->start, span->last);
    style = sheet_style(PICTURE_MONO, SHEET_SMALL, PICTURE_RIGHT);
    style.ink = INK_MUTED;
    style.room = right - 40;
    picture_add_text(picture, (struct picture_point){right, middle + 9}, &style, text);
    picture_add_line(picture, (struct picture_point){right + 4, middle},
                     (struct picture_point){whole->bar.x, find_place(whole, span)}, INK_RULE);
}

static void draw_labels(struct whole *whole, double top)
{
    struct spread_label labels[SHEET_SPANS_MAX];
    struct sheet_spans *spans = &whole->spans;

    sheet_spans_limit(spans, (size_t)((whole->bottom - top) / LABEL_HEIGHT));
    for (size_t i = 0; i < spans->count; i++)
        labels[i] = (struct spread_label){find_place(whole, &spans->spans[i]), LABEL_HEIGHT, 0};
    spread_place(labels, spans->count, top, whole->bottom);
    for (size_t i = 0; i < spans->count; i++)
        draw_label(whole, &spans->spans[i], labels[i].middle);
}

/* What is not drawn is counted, or the picture would claim to be whole. */
static void draw_hidden(struct whole *whole)
{
    char text[64];

    if (whole->spans.hidden > 0) {
        snprintf(text, sizeof text, "and %zu smaller stretches, not named", whole->spans.hidden);
        struct picture_style style = sheet_style(PICTURE_SANS, SHEET_SMALL, PICTURE_RIGHT);
        style.ink = INK_MUTED;
        picture_add_text(whole->sheet->picture,
                         (struct picture_point){whole->bar.x - LEADER - 6, whole->bottom + 14},
                         &style, text);
    }
    if (whole->far_hidden > 0) {
        snprintf(text, sizeof text, "and %zu more", whole->far_hidden);
        struct picture_style style = sheet_style(PICTURE_SANS, SHEET_SMALL, PICTURE_CENTRE);
        picture_add_text(whole->sheet->picture,
                         (struct picture_point){whole->bar.x + BAR_WIDTH / 2,
                                                get_far_top(whole, whole->far_count) + 10},
                         &style, text);
    }
}

/* The bar is given back, for the first MiB is drawn as a magnification of its
 * lower end. */
void sheet_draw_whole(struct sheet *sheet, struct picture_box area, struct sheet_bar *bar)
{
    struct whole whole = {.sheet = sheet, .bottom = area.y + area.height};

    whole.bar = (struct sheet_bar){
        area.x + area.width - BAR_WIDTH,     BAR_WIDTH, area.y, area.y + area.height, 0,
        sheet_memory_find_end(&sheet->index)};
    find_far(&whole);
    if (whole.far_count > 0) {
        whole.bar.bottom -=
            BREAK_HEIGHT + (double)whole.far_count * FAR_HEIGHT + (whole.far_hidden > 0 ? 20 : 0);
    }
    if (whole.bar.end > 0)
        draw_slices(&whole);
    picture_add_rect(sheet->picture,
                     (struct picture_box){whole.bar.x, whole.bar.top, whole.bar.width,
                                          whole.bar.bottom - whole.bar.top},
                     (struct picture_look){INK_NONE, INK_RULE, false});
    draw_far(&whole);
    sheet_spans_build(&whole.spans, sheet, whole.bar.end,
                      (const size_t[2]){whole.first_far, whole.far_count});
    draw_labels(&whole, area.y);
    draw_hidden(&whole);
    *bar = whole.bar;
}
