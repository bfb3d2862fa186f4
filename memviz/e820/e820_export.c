/*
 * The e820 report as JSON: the members of `mem e820 -j` (docs/telemetry.md has
 * how numbers are written).
 */
#include <inttypes.h>
#include <stdio.h>

#include "memviz/e820/e820_report.h"
#include "memviz/screen/text.h"

static json_t *make_hex(uint64_t value)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, value);
    return json_string(text);
}

/* In the order of the text, which is that of the BIOS. */
static json_t *make_raw(const struct e820_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *entry = &report->map->raw[i];
        json_array_append_new(list,
                              json_pack("{s:o, s:o, s:I, s:I}", "base", make_hex(entry->base),
                                        "length", make_hex(entry->length), "type",
                                        (json_int_t)entry->type, "attr", (json_int_t)entry->attr));
    }
    return list;
}

static json_t *make_clean(const struct e820_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        uint64_t length = range->last - range->start + 1;
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:I}", "base", make_hex(range->start), "length",
                            length != 0 ? make_hex(length) : json_string("10000000000000000"),
                            "type", (json_int_t)range->type));
    }
    return list;
}

/* Every remark of the report is a warning here. */
static json_t *make_warnings(const struct e820_report *report)
{
    json_t *list = json_array();
    char remark[E820_REPORT_PROBLEM_SIZE];

    for (size_t i = 0; e820_report_remark(report, i, remark, sizeof remark); i++)
        json_array_append_new(list, json_string(remark));
    return list;
}

static json_t *make_lines(const struct e820_map *map)
{
    return json_pack("{s:I, s:I}", "first", (json_int_t)map->first_line, "last",
                     (json_int_t)map->last_line);
}

/* What was found: a row a map, with what speaks against it. */
static json_t *make_map(const struct e820_map *map, size_t number)
{
    const char *origin = e820_map_origin(map);
    json_t *object =
        json_pack("{s:I, s:s, s:s, s:s, s:o, s:I, s:b, s:s}", "map", (json_int_t)number, "form",
                  e820_form_name(map->form), "label", map->label, "printer", map->printer, "lines",
                  make_lines(map), "entries", (json_int_t)map->total, "firmware", origin == NULL,
                  "origin", origin != NULL ? origin : "");

    if (object != NULL && map->fault.line != 0) {
        json_object_set_new(object, "fault",
                            json_pack("{s:I, s:s, s:s}", "line", (json_int_t)map->fault.line,
                                      "problem", map->fault.problem, "text", map->fault.quote));
    }
    return object;
}

static json_t *make_maps(const struct e820_text *text)
{
    json_t *list = json_array();

    for (size_t i = 0; text != NULL && i < e820_text_count_maps(text); i++)
        json_array_append_new(list, make_map(e820_text_get_map(text, i), i + 1));
    return list;
}

/* The raw list and what this kernel would make of it, as a running one reports
 * them; then what the reader knows about the text. */
json_t *e820_report_export(const struct e820_report *report)
{
    return json_pack("{s:s, s:b, s:o, s:o, s:s, s:I, s:o, s:o, s:o}", "source",
                     e820_map_source(report->map), "truncated", report->truncated, "raw",
                     make_raw(report), "clean", make_clean(report), "form",
                     e820_form_name(report->map->form), "map", (json_int_t)report->number, "lines",
                     make_lines(report->map), "warnings", make_warnings(report), "maps",
                     make_maps(report->text));
}

/* The members are there all the same, so that a script need not ask first. */
json_t *e820_report_export_nothing(const struct e820_text *text, const char *problem)
{
    return json_pack("{s:s, s:b, s:[], s:[], s:s, s:I, s:{s:I, s:I}, s:[], s:o, s:s}", "source",
                     "none", "truncated", 0, "raw", "clean", "form", "none", "map", (json_int_t)0,
                     "lines", "first", (json_int_t)0, "last", (json_int_t)0, "warnings", "maps",
                     make_maps(text), "problem", problem);
}
