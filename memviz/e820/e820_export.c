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

/* The raw list and what this kernel would make of it, as a running one reports
 * them. */
json_t *e820_report_export(const struct e820_report *report)
{
    return json_pack("{s:s, s:b, s:o, s:o}", "source", e820_map_source(report->map), "truncated",
                     report->truncated, "raw", make_raw(report), "clean", make_clean(report));
}

/* The members are there all the same, so that a script need not ask first. */
json_t *e820_report_export_nothing(void)
{
    return json_pack("{s:s, s:b, s:[], s:[]}", "source", "none", "truncated", 0, "raw", "clean");
}
