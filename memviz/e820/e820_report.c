#include "memviz/e820/e820_report.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_builder.h"
#include "memviz/e820/forms/e820_words.h"

static const char *plural(size_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

/* Where in the text it stands, so that the reader finds it there: lines, or
 * entries of a directory. */
static void describe(const struct e820_map *map, struct builder *builder)
{
    builder_add(builder, "%s", e820_form_title(map->form));
    if (map->label[0] != '\0')
        builder_add(builder, ", \"%s\"", map->label);
    if (map->printer[0] != '\0')
        builder_add(builder, ", %s", map->printer);
    const char *line = map->form == E820_FORM_MEMMAP ? "entry" : "line";
    if (map->first_line != map->last_line && map->last_line != 0) {
        line = map->form == E820_FORM_MEMMAP ? "entries" : "lines";
        builder_add(builder, ", %s %zu to %zu", line, map->first_line, map->last_line);
    } else if (map->last_line != 0) {
        builder_add(builder, ", %s %zu", line, map->first_line);
    }
    builder_add(builder, ", %zu %s", map->total, plural(map->total, "entry", "entries"));
}

void e820_report_describe(const struct e820_report *report, char *out, size_t size)
{
    struct builder builder = builder_start(out, size);

    describe(report->map, &builder);
}

/* With what speaks against it, for a list from which one is chosen. */
void e820_report_describe_map(const struct e820_text *text, size_t number, char *out, size_t size)
{
    struct builder builder = builder_start(out, size);
    const struct e820_map *map = e820_text_get_map(text, number - 1);

    describe(map, &builder);
    if (!e820_map_is_raw(map))
        builder_add(&builder, ", not what the firmware reported");
    if (map->fault.line != 0)
        builder_add(&builder, ", line %zu cannot be read", map->fault.line);
}

/* Without --form every form does. An EFI map is no e820 map: it is taken only when
 * asked for. */
static bool fits(const struct e820_map *map, const struct e820_choice *choice)
{
    if (choice->form == E820_FORM_NONE)
        return map->form != E820_FORM_EFI || choice->number != 0;
    return choice->form == map->form;
}

/* How much speaks against a map that nobody asked for by number. That of the firmware
 * counts first even when it cannot be read: to show what a system made of it would
 * hide that. */
static unsigned judge(const struct e820_map *map)
{
    return 4u * !e820_map_is_raw(map) + 2u * map->commented + (map->fault.line != 0);
}

/* The number of the map that is wanted, from 1; else 0. */
static size_t choose(const struct e820_text *text, const struct e820_choice *choice)
{
    size_t nth = 0;
    size_t best = 0;
    unsigned least = UINT_MAX;

    for (size_t i = 0; i < e820_text_count_maps(text); i++) {
        const struct e820_map *map = e820_text_get_map(text, i);
        if (!fits(map, choice))
            continue;
        nth++;
        if (choice->number != 0 ? nth == choice->number : judge(map) < least) {
            best = i + 1;
            least = judge(map);
        }
    }
    return best;
}

static bool is_efi_only(const struct e820_text *text)
{
    for (size_t i = 0; i < e820_text_count_maps(text); i++) {
        if (e820_text_get_map(text, i)->form != E820_FORM_EFI)
            return false;
    }
    return e820_text_count_maps(text) > 0;
}

/* Says what was looked for and what there is instead: the likeliest mistake is a
 * file of another kind, or another map of the same log. */
static void say_nothing_found(const struct e820_text *text, const struct e820_choice *choice,
                              struct builder *problem)
{
    size_t maps = e820_text_count_maps(text);

    if (maps == 0 && e820_text_is_telemetry(text)) {
        builder_add(problem,
                    "a recording of telemetry and no log: memviz FILE, without e820, shows it");
        return;
    }
    if (maps == 0 && e820_text_is_comments(text)) {
        builder_add(problem, "nothing but comments, and no e820 map in them");
        return;
    }
    if (maps == 0) {
        size_t lines = e820_text_count_lines(text);
        builder_add(problem, "no e820 map in its %zu %s; looked for", lines,
                    plural(lines, "line", "lines"));
        for (unsigned form = E820_FORM_NONE + 1; form < E820_FORM_COUNT; form++) {
            builder_add(problem, "%s %s", form == E820_FORM_NONE + 1 ? "" : ",",
                        e820_form_title((enum e820_form)form));
        }
        return;
    }
    if (is_efi_only(text) && choice->number == 0 && choice->form == E820_FORM_NONE) {
        builder_add(problem,
                    "an EFI memory map and no e820 map; --form efi shows what Linux would make "
                    "of it");
        return;
    }
    builder_add(problem, "there is no map %zu", choice->number != 0 ? choice->number : 1);
    if (choice->form != E820_FORM_NONE)
        builder_add(problem, " of form %s", e820_form_name(choice->form));
    for (size_t i = 0; i < maps; i++) {
        const struct e820_map *map = e820_text_get_map(text, i);
        builder_add(problem, "%s %s at %s %zu", i == 0 ? "; found:" : ",",
                    e820_form_name(map->form), map->form == E820_FORM_MEMMAP ? "entry" : "line",
                    map->first_line);
    }
}

/* /proc/iomem shows zeroes to those who may not see it. Cleaned, that would be a
 * single byte of RAM, and a puzzle. */
static bool is_hidden(const struct e820_map *map)
{
    if (map->form != E820_FORM_IOMEM || map->total < 2)
        return false;
    for (size_t i = 0; i < e820_map_count_kept(map); i++) {
        if (map->raw[i].base != 0 || map->raw[i].length != 1)
            return false;
    }
    return true;
}

/* The line at fault; and where another map can be read, how to see that one. */
static void say_fault(const struct e820_report *report, const struct e820_map *map,
                      struct builder *builder)
{
    const struct e820_fault *fault = &map->fault;

    builder_add(builder, "%s %zu: %s", map->form == E820_FORM_MEMMAP ? "entry" : "line",
                fault->line, fault->problem);
    if (fault->quote[0] != '\0')
        builder_add(builder, ": %s", fault->quote);
    for (size_t i = 0; i < e820_text_count_maps(report->text); i++) {
        if (e820_text_get_map(report->text, i)->fault.line == 0) {
            builder_add(builder, " (map %zu of %zu can be read: --map %zu)", i + 1,
                        e820_text_count_maps(report->text), i + 1);
            return;
        }
    }
}

/* A map with a line that cannot be read is refused as a whole: cleaned without
 * that line it would show free memory that is not. */
bool e820_report_make(struct e820_report *report, const struct e820_text *text,
                      const struct e820_choice *choice, char problem[E820_REPORT_PROBLEM_SIZE])
{
    struct builder builder = builder_start(problem, E820_REPORT_PROBLEM_SIZE);
    const char *path = report->path;

    *report = (struct e820_report){.path = path, .text = text};
    report->number = choose(text, choice);
    if (report->number == 0) {
        say_nothing_found(text, choice, &builder);
        return false;
    }
    const struct e820_map *map = e820_text_get_map(text, report->number - 1);
    if (map->fault.line != 0) {
        say_fault(report, map, &builder);
        return false;
    }
    if (is_hidden(map)) {
        builder_add(&builder, "all addresses are 0: Linux shows them to root only");
        return false;
    }
    report->map = map;
    report->raw_count = e820_map_count_kept(map);
    report->truncated = map->total > report->raw_count;
    /* The kernel's own function: what is shown is what Strata would do with this
     * map. */
    report->clean_count = e820_clean(map->raw, report->raw_count, report->clean);
    return true;
}

static void add_parts(struct builder *builder, const struct e820_report *report,
                      const struct e820_range *range, enum e820_part part)
{
    bool first = true;

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *entry = &report->map->raw[i];
        if (e820_entry_part(entry, range) != part)
            continue;
        builder_add(builder, "%s #%zu",
                    first ? (part == E820_PART_SOURCE ? "from" : ", over") : ",", i);
        if (entry->type != range->type)
            builder_add(builder, " (type %u)", entry->type);
        first = false;
    }
}

/* The same words as `mem e820 why`: two programs give one account. */
void e820_report_explain(const struct e820_report *report, size_t range, char *out, size_t size)
{
    static const struct {
        unsigned flag;
        const char *text;
    } rules[] = {
        {E820_WHY_UNKNOWN_TYPE, "unrecognised type taken as reserved"},
        {E820_WHY_CLIPPED, "length that wraps clipped at 2^64"},
        {E820_WHY_MERGED, "adjacent or overlapping ranges of one type merged"},
        {E820_WHY_TRIMMED, "cut where a more restrictive entry begins or ends"},
        {E820_WHY_WON, "the more restrictive type wins"},
    };
    struct builder builder = builder_start(out, size);
    const struct e820_range *clean = &report->clean[range];
    add_parts(&builder, report, clean, E820_PART_SOURCE);
    add_parts(&builder, report, clean, E820_PART_LOSER);
    unsigned reasons = e820_range_reasons(report->map->raw, report->raw_count, clean);
    const char *separator = ":";
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if ((reasons & rules[i].flag) != 0) {
            builder_add(&builder, "%s %s", separator, rules[i].text);
            separator = ";";
        }
    }
    if (reasons == 0)
        builder_add(&builder, ": as it was given");
}

const char *e820_report_ignored(const struct e820_report *report, size_t entry)
{
    const struct e820_entry *raw = &report->map->raw[entry];

    if (!e820_entry_ignored(raw))
        return NULL;
    return raw->length == 0 ? "ignored: it is empty" : "ignored: bit 0 of its attributes is clear";
}

/* Only one range over everything does not fit, and is then clipped. */
uint64_t e820_report_total(const struct e820_report *report, uint32_t type)
{
    uint64_t total = 0;

    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        uint64_t length = range->last - range->start + 1;
        if (range->type == type)
            total += length == 0 ? UINT64_MAX : length;
    }
    return total;
}
