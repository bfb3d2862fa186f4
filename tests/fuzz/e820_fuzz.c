/*
 * libFuzzer target: any bytes as e820 text. Whatever comes in, what goes out
 * must be a clean map, and the raw entries must survive being written in the
 * form of Strata and read again.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/e820_report.h"
#include "memviz/e820/e820_view.h"

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct e820_text *read_text(const char *bytes, size_t size, size_t cut)
{
    struct e820_text *text = e820_text_create();

    EXPECT(text != NULL);
    EXPECT(e820_text_take(text, bytes, cut));
    EXPECT(e820_text_take(text, bytes + cut, size - cut));
    EXPECT(e820_text_finish(text));
    return text;
}

/* The promises of e820_clean(). */
static void check_clean(const struct e820_report *report)
{
    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        EXPECT(range->start <= range->last);
        EXPECT(range->type >= E820_FREE && range->type <= E820_UNUSABLE);
        if (i > 0) {
            EXPECT(range[-1].last < range->start);
            EXPECT(range[-1].last + 1 != range->start || range[-1].type != range->type);
        }
    }
}

/* Returns whether each entry has a number for its type: 0 stands for one that the text does not
 * tell, and a row that says "type=0" is refused. */
static bool types_are_told(const struct e820_report *report)
{
    for (size_t i = 0; i < report->raw_count; i++) {
        if (report->map->raw[i].type == 0)
            return false;
    }
    return true;
}

static void check_round_trip(const struct e820_report *report)
{
    static const struct e820_choice any;
    char line[128];
    char problem[E820_REPORT_PROBLEM_SIZE];
    struct e820_report again = {.path = "again"};
    struct e820_text *text = e820_text_create();

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *raw = &report->map->raw[i];
        int length = snprintf(
            line, sizeof line, "BIOS-e820: [base=0x%llx length=0x%llx] type=%u attr=0x%x\n",
            (unsigned long long)raw->base, (unsigned long long)raw->length, raw->type, raw->attr);
        EXPECT(e820_text_take(text, line, (size_t)length));
    }
    EXPECT(e820_text_finish(text));
    if (report->raw_count > 0) {
        EXPECT(e820_report_make(&again, text, &any, problem));
        EXPECT(again.raw_count == report->raw_count);
        EXPECT(memcmp(again.map->raw, report->map->raw,
                      report->raw_count * sizeof report->map->raw[0]) == 0);
        EXPECT(again.clean_count == report->clean_count);
    }
    e820_text_destroy(text);
}

/* All that is ever written of a report. */
static void show(const struct e820_report *report, unsigned cols, unsigned rows)
{
    struct e820_view view = {.scroll = cols};
    struct grid grid;
    char text[E820_REPORT_PROBLEM_SIZE];

    EXPECT(grid_init(&grid, cols, rows, glyphs_get(true)));
    e820_view_draw(&view, &grid, report, "");
    EXPECT(e820_view_count_rows(report, cols) > report->raw_count + report->clean_count);
    grid_free(&grid);
    e820_report_describe(report, text, sizeof text);
    for (size_t i = 0; e820_report_remark(report, i, text, sizeof text); i++) {
    }
    json_t *object = e820_report_export(report);
    EXPECT(object != NULL);
    json_decref(object);
}

static void check_map(const struct e820_text *text, size_t number)
{
    char problem[E820_REPORT_PROBLEM_SIZE];
    struct e820_choice choice = {E820_FORM_NONE, number};
    struct e820_report report = {.path = "fuzz"};

    e820_report_describe_map(text, number, problem, sizeof problem);
    if (!e820_report_make(&report, text, &choice, problem)) {
        EXPECT(problem[0] != '\0');
        return;
    }
    EXPECT(report.number == number);
    EXPECT(report.truncated == (report.map->total > E820_RAW_MAX));
    check_clean(&report);
    if (types_are_told(&report))
        check_round_trip(&report);
    show(&report, 40 + (unsigned)(number * 17 % 93), 12);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct e820_text *text = read_text(bytes, size, 0);
    struct e820_text *pieces = read_text(bytes, size, size / 2);

    EXPECT(e820_text_count_maps(text) == e820_text_count_maps(pieces));
    EXPECT(e820_text_count_lines(text) == e820_text_count_lines(pieces));
    size_t maps = e820_text_count_maps(text);
    for (size_t i = 0; i < maps && i < 4; i++) {
        const struct e820_map *map = e820_text_get_map(text, i);
        EXPECT(map->total == e820_text_get_map(pieces, i)->total);
        EXPECT(map->first_line <= e820_text_count_lines(text) + 1);
        check_map(text, i + 1);
    }
    e820_text_destroy(pieces);
    e820_text_destroy(text);
    return 0;
}
