#include "memviz/e820/e820_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_words.h"

/* Text that is put together piece by piece; what does not fit is left out. */
struct builder {
    char *out;
    size_t size;
    size_t length;
};

static struct builder builder_start(char *out, size_t size)
{
    out[0] = '\0';
    return (struct builder){out, size, 0};
}

__attribute__((format(printf, 2, 3))) static void add(struct builder *builder, const char *format,
                                                      ...)
{
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(builder->out + builder->length, builder->size - builder->length, format,
                           arguments);
    va_end(arguments);
    if (length > 0) {
        size_t room = builder->size - builder->length - 1;
        builder->length += (size_t)length < room ? (size_t)length : room;
    }
}

static const char *plural(size_t count, const char *one, const char *many)
{
    return count == 1 ? one : many;
}

/* Where in the text it stands, so that the reader finds it there: lines, or
 * entries of a directory. */
static void describe(const struct e820_map *map, struct builder *builder)
{
    add(builder, "%s", e820_form_title(map->form));
    if (map->label[0] != '\0')
        add(builder, ", \"%s\"", map->label);
    const char *line = map->form == E820_FORM_MEMMAP ? "entry" : "line";
    if (map->first_line != map->last_line && map->last_line != 0) {
        line = map->form == E820_FORM_MEMMAP ? "entries" : "lines";
        add(builder, ", %s %zu to %zu", line, map->first_line, map->last_line);
    } else if (map->last_line != 0) {
        add(builder, ", %s %zu", line, map->first_line);
    }
    add(builder, ", %zu %s", map->total, plural(map->total, "entry", "entries"));
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
        add(&builder, ", not what the firmware said");
    if (map->bad_line != 0)
        add(&builder, ", line %zu cannot be read", map->bad_line);
}

/* Without --form every form does. */
static bool fits(const struct e820_map *map, const struct e820_choice *choice)
{
    return choice->form == E820_FORM_NONE || choice->form == map->form;
}

/* The number of the map that is wanted, from 1; else 0. Unless told, the first
 * that is whole and from the firmware, then the first that is whole, then any,
 * whose mistake is then said. */
static size_t choose(const struct e820_text *text, const struct e820_choice *choice)
{
    size_t nth = 0;
    size_t whole = 0;
    size_t any = 0;

    for (size_t i = 0; i < e820_text_count_maps(text); i++) {
        const struct e820_map *map = e820_text_get_map(text, i);
        if (!fits(map, choice))
            continue;
        nth++;
        if (choice->number != 0) {
            if (nth == choice->number)
                return i + 1;
            continue;
        }
        if (map->bad_line == 0 && e820_map_is_raw(map))
            return i + 1;
        whole = whole == 0 && map->bad_line == 0 ? i + 1 : whole;
        any = any == 0 ? i + 1 : any;
    }
    return whole != 0 ? whole : any;
}

/* Says what was looked for and what there is instead: the likeliest mistake is a
 * file of another kind, or another map of the same log. */
static void say_nothing_found(const struct e820_text *text, const struct e820_choice *choice,
                              struct builder *problem)
{
    size_t maps = e820_text_count_maps(text);

    if (maps == 0 && e820_text_is_telemetry(text)) {
        add(problem, "a recording of telemetry and no log: memviz FILE, without e820, shows it");
        return;
    }
    if (maps == 0) {
        size_t lines = e820_text_count_lines(text);
        add(problem, "no e820 map in its %zu %s; looked for", lines,
            plural(lines, "line", "lines"));
        for (unsigned form = E820_FORM_NONE + 1; form < E820_FORM_COUNT; form++) {
            add(problem, "%s %s", form == E820_FORM_NONE + 1 ? "" : ",",
                e820_form_title((enum e820_form)form));
        }
        return;
    }
    add(problem, "there is no map %zu", choice->number != 0 ? choice->number : 1);
    if (choice->form != E820_FORM_NONE)
        add(problem, " of form %s", e820_form_name(choice->form));
    for (size_t i = 0; i < maps; i++) {
        const struct e820_map *map = e820_text_get_map(text, i);
        add(problem, "%s %s at %s %zu", i == 0 ? "; found:" : ",", e820_form_name(map->form),
            map->form == E820_FORM_MEMMAP ? "entry" : "line", map->first_line);
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
    if (map->bad_line != 0) {
        add(&builder, "line %zu: %s: %s", map->bad_line, map->problem, map->quote);
        return false;
    }
    if (is_hidden(map)) {
        add(&builder, "all addresses are 0: Linux shows them to root only");
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

/* The kernel's limit, on purpose: what is shown is what that kernel would make
 * of it. */
static void remark_truncated(const struct e820_report *report, struct builder *builder)
{
    if (report->truncated) {
        add(builder,
            "TRUNCATED: the text has %zu entries; only the first %zu are shown and cleaned",
            report->map->total, report->raw_count);
    }
}

/* A map that Linux has trimmed looks like one of a BIOS that lies. */
static void remark_derived(const struct e820_report *report, struct builder *builder)
{
    if (!e820_map_is_raw(report->map))
        add(builder, "not what the firmware said: an operating system has changed this map");
}

static void remark_empty(const struct e820_report *report, struct builder *builder)
{
    if (report->map->total == 0)
        add(builder, "the map has no entries: the text is nothing but comments");
}

/* A log of two boots has two: that another one could be meant must be said. */
static void remark_others(const struct e820_report *report, struct builder *builder)
{
    size_t maps = e820_text_count_maps(report->text) + e820_text_count_beyond(report->text);

    if (maps > 1)
        add(builder, "map %zu of %zu in this text; --map N shows another", report->number, maps);
}

/* Counted anew at each call, so that a caller needs no list of them. */
bool e820_report_remark(const struct e820_report *report, size_t index, char *out, size_t size)
{
    static void (*const remarks[])(const struct e820_report *, struct builder *) = {
        remark_truncated, remark_derived, remark_empty, remark_others};
    for (size_t i = 0; i < sizeof remarks / sizeof remarks[0]; i++) {
        struct builder builder = builder_start(out, size);
        remarks[i](report, &builder);
        if (builder.length != 0 && index-- == 0)
            return true;
    }
    return false;
}

static void add_parts(struct builder *builder, const struct e820_report *report,
                      const struct e820_range *range, enum e820_part part)
{
    bool first = true;

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *entry = &report->map->raw[i];
        if (e820_entry_part(entry, range) != part)
            continue;
        add(builder, "%s #%zu", first ? (part == E820_PART_SOURCE ? "from" : ", over") : ",", i);
        if (entry->type != range->type)
            add(builder, " (type %u)", entry->type);
        first = false;
    }
}

/* The same words as `mem e820 why`: one account, told by two programs. */
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
            add(&builder, "%s %s", separator, rules[i].text);
            separator = ";";
        }
    }
    if (reasons == 0)
        add(&builder, ": as it was given");
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
