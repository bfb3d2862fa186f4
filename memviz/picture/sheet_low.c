/*
 * The first MiB to scale, its crowded low end to a scale of its own, and a row
 * for each region, gap and mark.
 */
#include "memviz/picture/sheet_low.h"

#include <stdio.h>

#include "memviz/picture/spread.h"
#include "kernel/core/units.h"

#define BAR_WIDTH 70.0
#define BAR_GAP   62.0
#define LEADER    40.0
#define CHIP      11.0
/* Two lines of text, and one. */
#define REGION_LINES 38.0
#define OTHER_LINES  25.0

/* Between the rows of the crowd and those of the rest. */
#define PARTING 8.0

/* Bars on the left, words on the right, a leader from each row to its words. */
struct low {
    struct sheet *sheet;
    struct sheet_bar bar;   /* of the first MiB */
    struct sheet_bar crowd; /* of its low end; as bar where nothing crowds */
    size_t crowd_rows;      /* rows that begin in it */
    double text_left;
    double text_right;
    struct spread_label labels[LOW_ROWS_MAX];
};

static double get_row_height(const struct low_row *row)
{
    return row->kind == LOW_ROW_REGION ? REGION_LINES : OTHER_LINES;
}

/* What the words need is what makes the bar high: a row that has no room for its
 * name is of no use on paper. */
double sheet_measure_low(const struct sheet *sheet)
{
    double sum = 2 * PARTING;

    for (size_t i = 0; i < sheet->low.count; i++)
        sum += get_row_height(&sheet->low.rows[i]);
    return sum;
}

/* Hatched besides the colour, so that a copy without colour still tells. */
static struct picture_look get_row_look(const struct low_row *row)
{
    if (row->kind != LOW_ROW_REGION)
        return (struct picture_look){INK_PAPER, INK_RULE, false};
    if (row->region->firmware)
        return (struct picture_look){INK_RESERVED, INK_RULE, false};
    return row->region->alive ? (struct picture_look){INK_ALIVE, INK_RULE, false}
                              : (struct picture_look){INK_FREE, INK_RULE, true};
}

/* Rows are in address order, so those of the crowd come first. */
static const struct sheet_bar *get_bar(const struct low *low, size_t i)
{
    return i < low->crowd_rows ? &low->crowd : &low->bar;
}

/* A row on a bar; marks are lines across it. */
static void draw_on_bar(struct low *low, const struct sheet_bar *bar, const struct low_row *row)
{
    double top = sheet_bar_find(bar, row->start);
    double bottom = sheet_bar_find(bar, row->end < bar->end ? row->end : bar->end);

    if (row->kind == LOW_ROW_MARK) {
        picture_add_line(low->sheet->picture, (struct picture_point){bar->x, top},
                         (struct picture_point){bar->x + bar->width, top}, INK_TEXT);
    } else {
        picture_add_rect(low->sheet->picture,
                         (struct picture_box){bar->x, top, bar->width, bottom - top},
                         get_row_look(row));
    }
}

static void draw_bars(struct low *low)
{
    const struct low_rows *rows = &low->sheet->low;

    for (size_t i = 0; i < rows->count; i++)
        draw_on_bar(low, &low->bar, &rows->rows[i]);
    for (size_t i = 0; i < low->crowd_rows; i++)
        draw_on_bar(low, &low->crowd, &rows->rows[i]);
}

/* From the middle of a row on its bar to its words: past the magnified bar the
 * way is level. */
static void draw_leader(struct low *low, size_t i)
{
    const struct low_row *row = &low->sheet->low.rows[i];
    const struct sheet_bar *bar = get_bar(low, i);
    double from = (sheet_bar_find(bar, row->start) +
                   sheet_bar_find(bar, row->end < bar->end ? row->end : bar->end)) /
                  2;
    double middle = low->labels[i].middle;
    double bend = bar == &low->crowd ? low->text_left - 14 : bar->x + bar->width + BAR_GAP - 4;

    picture_add_line(low->sheet->picture, (struct picture_point){bar->x + bar->width, from},
                     (struct picture_point){bend, middle}, INK_RULE);
    picture_add_line(low->sheet->picture, (struct picture_point){bend, middle},
                     (struct picture_point){low->text_left - 4, middle}, INK_RULE);
}

/* What stands left and right in a line, with the room that the left one has. */
struct line {
    struct picture_style left_style;
    const char *left;
    struct picture_style right_style;
    const char *right;
};

/* The right end is numbers and is never cut; the left is made smaller or cut to
 * what is left. */
static void draw_line(struct low *low, double y, const struct line *line)
{
    struct picture *picture = low->sheet->picture;
    double left = low->text_left + CHIP + 8;
    double taken = picture_add_text(picture, (struct picture_point){low->text_right, y},
                                    &line->right_style, line->right);
    struct picture_style style = line->left_style;

    style.room = low->text_right - taken - 12 - left;
    picture_add_text(picture, (struct picture_point){left, y}, &style, line->left);
}

/* Two lines: name and range, then what it is and how large. The chip repeats the
 * colour, as the leader may be long. */
static void draw_region(struct low *low, const struct low_row *row, double middle)
{
    char range[SHEET_RANGE_SIZE];
    char size[SHEET_RANGE_SIZE];
    char state[SHEET_RANGE_SIZE * 2];

    sheet_format_range(range, row->start, row->end - 1);
    sheet_format_size(size, row->end - row->start);
    snprintf(state, sizeof state, "%s \xc2\xb7 %s", size,
             row->region->firmware ? "firmware"
             : row->region->alive  ? "alive"
                                   : "reusable");
    struct picture_style small = sheet_style_muted(PICTURE_SANS, SHEET_SMALL, PICTURE_LEFT);
    struct picture_style right = sheet_style(PICTURE_SANS, SHEET_SMALL, PICTURE_RIGHT);
    draw_line(low, middle - 8,
              &(struct line){sheet_style(PICTURE_BOLD, SHEET_NAME, PICTURE_LEFT), row->symbol,
                             sheet_style(PICTURE_MONO, SHEET_SMALL, PICTURE_RIGHT), range});
    draw_line(low, middle + 9, &(struct line){small, row->region->what, right, state});
    picture_add_rect(low->sheet->picture,
                     (struct picture_box){low->text_left, middle - CHIP / 2, CHIP, CHIP},
                     get_row_look(row));
}

/* Muted: gaps and marks are there to be looked up, regions to be seen. */
static void draw_other(struct low *low, const struct low_row *row, double middle)
{
    char range[SHEET_RANGE_SIZE];
    char size[SHEET_RANGE_SIZE];
    char text[SHEET_RANGE_SIZE * 2];
    struct picture_style small = sheet_style_muted(PICTURE_SANS, SHEET_SMALL, PICTURE_LEFT);
    struct picture_style right = sheet_style_muted(PICTURE_MONO, SHEET_SMALL, PICTURE_RIGHT);

    if (row->kind == LOW_ROW_GAP) {
        sheet_format_size(size, row->end - row->start);
        snprintf(text, sizeof text, "gap, %s", size);
        sheet_format_range(range, row->start, row->end - 1);
        draw_line(low, middle, &(struct line){small, text, right, range});
        return;
    }
    snprintf(range, sizeof range, "0x%llx", (unsigned long long)row->start);
    draw_line(low, middle, &(struct line){small, row->symbol, right, range});
}

/* Each would like to stand at its place on the bar; spread.c gives way as little
 * as it can. */
static void place_labels(struct low *low)
{
    const struct low_rows *rows = &low->sheet->low;

    for (size_t i = 0; i < rows->count; i++) {
        const struct sheet_bar *bar = get_bar(low, i);
        const struct low_row *row = &rows->rows[i];
        uint64_t end = row->end < bar->end ? row->end : bar->end;
        double wanted = (sheet_bar_find(bar, row->start) + sheet_bar_find(bar, end)) / 2;
        low->labels[i] = (struct spread_label){wanted, get_row_height(row), 0};
    }
    size_t crowd = low->crowd_rows;
    if (crowd > 0)
        spread_place(low->labels, crowd, low->crowd.top, low->crowd.bottom);
    double top = crowd > 0 ? low->crowd.bottom + PARTING : low->bar.top;
    spread_place(low->labels + crowd, rows->count - crowd, top, low->bar.bottom);
}

/* The bar of the crowd is as high as its rows' words need. */
static void arrange(struct low *low, struct picture_box area)
{
    const struct low_rows *rows = &low->sheet->low;
    double bottom = area.y + area.height;

    low->bar = (struct sheet_bar){area.x, BAR_WIDTH, area.y, bottom, 0, MIB};
    low->crowd = low->bar;
    uint64_t end = low_rows_find_crowd_end(rows);
    double height = 0;
    while (end < MIB && rows->rows[low->crowd_rows].start < end)
        height += get_row_height(&rows->rows[low->crowd_rows++]);
    if (low->crowd_rows > 0) {
        double spare = area.height - sheet_measure_low(low->sheet);
        height += spare > 0 ? spare / 2 : 0;
        low->crowd = (struct sheet_bar){
            area.x + BAR_WIDTH + BAR_GAP, BAR_WIDTH, area.y, area.y + height, 0, end};
    }
    low->text_left = area.x + 2 * BAR_WIDTH + BAR_GAP + LEADER;
    low->text_right = area.x + area.width;
}

/* The name of a bar above it, and how many times it magnifies another. */
static void draw_heads(struct low *low, const struct sheet_bar *whole)
{
    struct sheet *sheet = low->sheet;
    struct picture_style name = sheet_style(PICTURE_BOLD, SHEET_NAME, PICTURE_CENTRE);
    struct picture_style small = sheet_style_muted(PICTURE_SANS, SHEET_SMALL, PICTURE_CENTRE);
    const struct sheet_bar *bars[] = {&low->bar, &low->crowd};

    for (size_t i = 0; i < (low->crowd_rows > 0 ? 2u : 1u); i++) {
        const struct sheet_bar *bar = bars[i];
        char text[SHEET_RANGE_SIZE * 2];
        char size[SHEET_RANGE_SIZE];
        double middle = bar->x + bar->width / 2;
        sheet_format_size(size, bar->end);
        snprintf(text, sizeof text, "first %s", i == 0 ? "MiB" : size);
        picture_add_text(sheet->picture, (struct picture_point){middle, bar->top - 30}, &name,
                         text);
        double unit = (double)whole->end / (whole->bottom - whole->top);
        double own = (double)bar->end / (bar->bottom - bar->top);
        snprintf(text, sizeof text, "%.0f times", unit / own);
        if (unit > own) {
            picture_add_text(sheet->picture, (struct picture_point){middle, bar->top - 13}, &small,
                             text);
        }
    }
}

/* Leaders before words, which lie on top. */
static void draw_rows(struct low *low)
{
    for (size_t i = 0; i < low->sheet->low.count; i++) {
        const struct low_row *row = &low->sheet->low.rows[i];
        draw_leader(low, i);
        if (row->kind == LOW_ROW_REGION)
            draw_region(low, row, low->labels[i].middle);
        else
            draw_other(low, row, low->labels[i].middle);
    }
}

/* Shades first, since everything else lies on them. */
void sheet_draw_low(struct sheet *sheet, struct picture_box area, const struct sheet_bar *whole)
{
    struct low low = {.sheet = sheet};

    arrange(&low, area);
    place_labels(&low);
    struct sheet_bar stretch = *whole;
    stretch.end = MIB;
    stretch.bottom = sheet_bar_find(whole, MIB);
    sheet_draw_shade(sheet, &stretch, &low.bar);
    if (low.crowd_rows > 0) {
        stretch = low.bar;
        stretch.end = low.crowd.end;
        stretch.bottom = sheet_bar_find(&low.bar, low.crowd.end);
        sheet_draw_shade(sheet, &stretch, &low.crowd);
    }
    draw_heads(&low, whole);
    draw_bars(&low);
    draw_rows(&low);
}
