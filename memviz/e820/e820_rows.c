#include "memviz/e820/e820_rows.h"

#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_strip.h"
#include "memviz/e820/forms/e820_words.h"
#include "memviz/screen/text.h"

/* How much size and type take; all types of clean ranges are of nine letters at
 * most. */
#define SIZE_COLS 7u
#define TYPE_COLS 13u

/* A list of so many maps at most stands before the map. */
#define LIST_BEFORE_MAX 6u

/* The page, what it is about, and the digits of the widest address. */
struct rows {
    struct e820_page *page;
    const struct e820_report *report;
    unsigned digits;
};

/* Five at least, for the first MiB that every map has. */
static unsigned find_digits(const struct e820_report *report)
{
    char text[TEXT_NUMBER_SIZE];
    uint64_t bits = 0xfffff;

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *raw = &report->map->raw[i];
        bits |= raw->base | (raw->length == 0 ? 0 : e820_entry_last(raw));
    }
    text_format_hex(text, bits);
    return (unsigned)strlen(text);
}

/* Remarks stand above the map: who reads only the first lines has read what to
 * beware of. */
static void draw_what(const struct rows *rows)
{
    char text[E820_REPORT_PROBLEM_SIZE];

    size_t maps = e820_text_count_maps(rows->report->text);
    size_t length = 0;
    if (maps > 1) {
        length =
            (size_t)snprintf(text, sizeof text, "map %zu of %zu: ", rows->report->number, maps);
    }
    e820_report_describe(rows->report, text + length, sizeof text - length);
    e820_page_text(rows->page, ROLE_NORMAL, text);
    for (size_t i = 0; e820_report_remark(rows->report, i, text, sizeof text); i++)
        e820_page_text(rows->page, ROLE_BAD, text);
}

void e820_rows_draw_maps(struct e820_page *page, const struct e820_text *text, size_t number)
{
    size_t maps = e820_text_count_maps(text);
    size_t beyond = e820_text_count_beyond(text);
    char row[E820_REPORT_PROBLEM_SIZE];

    for (size_t i = 1; i <= maps; i++) {
        struct pen pen = e820_page_next(page);
        pen.role = i == number ? ROLE_TITLE : ROLE_NORMAL;
        int length = snprintf(row, sizeof row, "%c%4zu ", i == number ? '>' : ' ', i);
        e820_report_describe_map(text, i, row + length, sizeof row - (size_t)length);
        e820_page_wrap(page, pen, row);
    }
    if (beyond > 0) {
        snprintf(row, sizeof row, "and %zu more, of which nothing was kept", beyond);
        e820_page_text(page, ROLE_BAD, row);
    }
}

/* The list of what was found: before the map as long as it is short, and else after it. */
static void draw_list(const struct rows *rows, bool before)
{
    size_t maps = e820_text_count_maps(rows->report->text);

    if (maps < 2 || before != (maps <= LIST_BEFORE_MAX))
        return;
    e820_page_heading(rows->page, "maps of this text; Tab or ] shows the next, [ the one before",
                      maps);
    e820_rows_draw_maps(rows->page, rows->report->text, rows->report->number);
}

static void draw_strip(const struct rows *rows)
{
    struct pen bar = e820_page_next(rows->page);
    struct pen scale = e820_page_next(rows->page);

    pen_put(&bar, ' ');
    pen_put(&scale, ' ');
    bar.end -= bar.end > bar.col;
    e820_strip_draw(rows->report, &bar, &scale);
}

static void draw_address(const struct rows *rows, struct pen *pen, uint64_t value)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, value);
    pen->role = ROLE_NUMBER;
    pen_right(pen, rows->digits, text);
    pen_put(pen, ' ');
}

/* All of 64 bits is 16 EiB, which has no uint64_t. */
static void draw_size(struct pen *pen, uint64_t length, bool whole)
{
    char text[TEXT_NUMBER_SIZE] = "16777216T";

    if (!whole)
        text_format_size(text, length);
    pen_right(pen, SIZE_COLS - 1, text);
    pen_put(pen, ' ');
}

/* Where the reasons of clean ranges stand, one below the other. */
static unsigned find_reason_column(const struct rows *rows)
{
    return rows->page->window.col + E820_PAGE_INDENT + 2 * (rows->digits + 1) + SIZE_COLS +
           TYPE_COLS;
}

/* Size and type go where they cannot be cut: on a row of their own on a narrow
 * screen. */
static void make_room(const struct rows *rows, struct pen *pen)
{
    if (find_reason_column(rows) > pen->end)
        *pen = e820_page_indent(rows->page, ROLE_NUMBER);
}

/* Draws the number as it was reported, in the colour of what it is taken for. */
static void draw_type(struct pen *pen, uint32_t type)
{
    char text[64];
    uint32_t mapped = e820_type_mapped(type);

    snprintf(text, sizeof text, "%u %s", type, e820_words_name(type));
    pen->role = e820_strip_look(mapped, pen->grid->glyphs).cell.role;
    pen_text(pen, text);
}

/* First and last byte, as logs print them: what is compared is mostly such a log. */
static void draw_raw(const struct rows *rows, size_t index)
{
    const struct e820_entry *raw = &rows->report->map->raw[index];
    const char *ignored = e820_report_ignored(rows->report, index);
    struct pen pen = e820_page_next(rows->page);
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "#%zu", index);
    pen_right(&pen, 5, text);
    pen_put(&pen, ' ');
    draw_address(rows, &pen, raw->base);
    if (raw->length != 0) {
        draw_address(rows, &pen, e820_entry_last(raw));
    } else {
        pen_right(&pen, rows->digits, "none");
        pen_put(&pen, ' ');
    }
    make_room(rows, &pen);
    draw_size(&pen, raw->length, false);
    draw_type(&pen, raw->type);
    if (ignored != NULL)
        e820_page_wrap(rows->page, e820_page_indent(rows->page, ROLE_BAD), ignored);
}

/* The reason stands beside its range where it fits in a row, and else below. */
static void draw_clean(const struct rows *rows, size_t index)
{
    const struct e820_range *range = &rows->report->clean[index];
    char why[2048];
    struct pen pen = e820_page_next(rows->page);

    e820_report_explain(rows->report, index, why, sizeof why);
    pen_text(&pen, "    ");
    struct cell cell = e820_strip_look(range->type, pen.grid->glyphs).cell;
    pen.role = cell.role;
    pen_put(&pen, cell.ch);
    pen_put(&pen, ' ');
    draw_address(rows, &pen, range->start);
    draw_address(rows, &pen, range->last);
    uint64_t length = range->last - range->start + 1;
    make_room(rows, &pen);
    draw_size(&pen, length, length == 0);
    draw_type(&pen, range->type);
    pen.role = ROLE_DIM;
    unsigned column = find_reason_column(rows);
    if (column + strlen(why) <= pen.end)
        pen_fill_to(&pen, column, ' ');
    else
        pen = e820_page_indent(rows->page, ROLE_DIM);
    e820_page_wrap(rows->page, pen, why);
}

/* Of the clean map, since raw entries may count bytes twice. */
static void draw_totals(const struct rows *rows)
{
    char text[256] = "total:";
    size_t length = strlen(text);

    for (uint32_t type = E820_FREE; type <= E820_UNUSABLE; type++) {
        uint64_t total = e820_report_total(rows->report, type);
        char size[TEXT_NUMBER_SIZE];
        text_format_size(size, total);
        if (total != 0) {
            length += (size_t)snprintf(text + length, sizeof text - length, " %s %s,",
                                       e820_type_name(type), size);
        }
    }
    text[length - 1] = '\0';
    e820_page_next(rows->page);
    e820_page_text(rows->page, ROLE_NORMAL, length > strlen("total:") ? text : "total: nothing");
}

/* The parts answer questions in their order: what the map is, how it looks, what
 * the firmware reported, and what follows from it. */
void e820_rows_draw(struct e820_page *page, const struct e820_report *report)
{
    struct rows rows = {page, report, find_digits(report)};

    draw_what(&rows);
    draw_list(&rows, true);
    e820_page_next(page);
    draw_strip(&rows);
    e820_page_heading(page, "raw entries (number, first byte, last byte, size, type)",
                      report->raw_count);
    for (size_t i = 0; i < report->raw_count; i++)
        draw_raw(&rows, i);
    e820_page_heading(page, "clean ranges, and why they are so", report->clean_count);
    for (size_t i = 0; i < report->clean_count; i++)
        draw_clean(&rows, i);
    draw_totals(&rows);
    draw_list(&rows, false);
}
