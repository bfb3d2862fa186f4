/* What the reader of a report must know: a function of e820_report.h. */
#include <stdio.h>

#include "memviz/e820/e820_builder.h"
#include "memviz/e820/e820_report.h"

/* The kernel's limit, on purpose: what is shown is what that kernel would make
 * of it. */
static void remark_truncated(const struct e820_report *report, struct builder *builder)
{
    if (report->truncated) {
        builder_add(builder,
                    "TRUNCATED: the text has %zu entries; only the first %zu are shown and cleaned",
                    report->map->total, report->raw_count);
    }
}

/* A map that Linux has trimmed looks like one of a BIOS that lies. */
static void remark_derived(const struct e820_report *report, struct builder *builder)
{
    const char *origin = e820_map_origin(report->map);

    if (origin != NULL)
        builder_add(builder, "not what the firmware reported: %s", origin);
}

static void remark_side(const struct e820_report *report, struct builder *builder)
{
    if (report->map->side != E820_SIDE_NONE) {
        builder_add(builder,
                    "a unified diff of two maps: this is the %s side, whole; --diff 1,2 shows what "
                    "changed",
                    report->map->side == E820_SIDE_OLD ? "old" : "new");
    }
}

static void remark_commented(const struct e820_report *report, struct builder *builder)
{
    if (report->map->commented)
        builder_add(builder, "the lines of the map are comments");
}

static const char *count_in_words(size_t count, char digits[24])
{
    static const char *const words[] = {"no",  "one",   "two",   "three", "four", "five",
                                        "six", "seven", "eight", "nine",  "ten"};

    if (count < sizeof words / sizeof words[0])
        return words[count];
    snprintf(digits, 24, "%zu", count);
    return digits;
}

static const char *rank_in_words(size_t rank, char digits[24])
{
    static const char *const words[] = {"zeroth", "first",   "second", "third", "fourth", "fifth",
                                        "sixth",  "seventh", "eighth", "ninth", "tenth"};

    if (rank < sizeof words / sizeof words[0])
        return words[rank];
    snprintf(digits, 24, "%zuth", rank);
    return digits;
}

/* A log of two boots has two maps. The remark says that another one may be meant. */
static void remark_others(const struct e820_report *report, struct builder *builder)
{
    size_t maps = e820_text_count_maps(report->text) + e820_text_count_beyond(report->text);
    char count[24];
    char rank[24];

    if (maps > 1) {
        builder_add(builder,
                    "%s maps were found in this text, this is the %s; --map N shows another",
                    count_in_words(maps, count), rank_in_words(report->number, rank));
    }
}

/* A map that cannot be read is not passed over just because another one can. */
static void remark_faults(const struct e820_report *report, struct builder *builder)
{
    for (size_t i = 0; i < e820_text_count_maps(report->text); i++) {
        const struct e820_map *map = e820_text_get_map(report->text, i);
        if (map->fault.line != 0) {
            builder_add(builder, "map %zu cannot be read: line %zu: %s", i + 1, map->fault.line,
                        map->fault.problem);
            return;
        }
    }
}

/* Counted again at each call, so that a caller needs no list of them. */
bool e820_report_remark(const struct e820_report *report, size_t index, char *out, size_t size)
{
    static void (*const remarks[])(const struct e820_report *, struct builder *) = {
        remark_truncated, remark_derived, remark_side,
        remark_commented, remark_others,  remark_faults};
    size_t own = sizeof remarks / sizeof remarks[0];
    _Static_assert(sizeof remarks / sizeof remarks[0] + E820_WARNINGS_MAX ==
                       E820_REPORT_REMARKS_MAX,
                   "callers with a list have room for all");

    for (size_t i = 0; i < own; i++) {
        struct builder builder = builder_start(out, size);
        remarks[i](report, &builder);
        if (builder.length != 0 && index-- == 0)
            return true;
    }
    if (index >= report->map->warning_count)
        return false;
    snprintf(out, size, "%s", report->map->warnings[index]);
    return true;
}
