#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/maps/e820_map.h"
#include "memviz/e820/maps/e820_numbers.h"

static bool contains_base(const struct e820_seen *seen, size_t count, uint64_t base)
{
    for (size_t i = 0; i < count; i++) {
        if (seen[i].entry.base == base)
            return true;
    }
    return false;
}

/* Whether what starts at index next repeats the bases that precede it: half of them
 * do, up to where it starts over itself. A digit that was changed starts nothing. */
static bool repeats(const struct e820_seen *seen, size_t next, size_t count)
{
    size_t same = 0;
    size_t i = next + 1;

    for (; i < count && seen[i].entry.base > seen[i - 1].entry.base; i++)
        same += contains_base(seen, next, seen[i].entry.base);
    return i > next + 1 && 2 * same >= i - next - 1;
}

static bool same_entry(const struct e820_entry *a, const struct e820_entry *b)
{
    return a->base == b->base && a->length == b->length && a->type == b->type;
}

/* Whether entry next starts another map than the entries from 0 on. Firmware lists
 * its entries in any order and some of them twice, so a start below the one before
 * is not enough: it must be the first start again, and what follows must look like a
 * second map, or something must stand between. */
static bool starts_map(const struct e820_run *run, const struct e820_seen *seen, size_t next,
                       size_t count)
{
    const struct e820_seen *first = &seen[0];
    const struct e820_seen *previous = &seen[next - 1];
    const struct e820_seen *entry = &seen[next];

    if (e820_stamp_is_apart(&previous->stamp, &entry->stamp))
        return true;
    if (entry->indexed && entry->index == 0)
        return true;
    if (entry->entry.base >= previous->entry.base)
        return false;
    if (same_entry(&first->entry, &entry->entry))
        return true;
    if (entry->separated && e820_form_is_sorted(run->form) &&
        entry->entry.base <= first->entry.base)
        return true;
    return entry->entry.base <= first->entry.base && repeats(seen, next, count);
}

void e820_map_warn(struct e820_map *map, const char *format, ...)
{
    va_list arguments;

    if (map->warning_count == E820_WARNINGS_MAX)
        return;
    va_start(arguments, format);
    vsnprintf(map->warnings[map->warning_count++], E820_WARNING_SIZE, format, arguments);
    va_end(arguments);
}

/* The first fault counts: the line is what the reader goes to. */
static void blame(struct e820_map *map, size_t line, const char *problem)
{
    if (map->fault.line != 0 && map->fault.line <= line)
        return;
    map->fault = (struct e820_fault){.line = line};
    snprintf(map->fault.problem, sizeof map->fault.problem, "%s", problem);
}

/* The index of an entry is one more than that of the entry before. Where the first two
 * disagree and the second has the index of its place, the first is at fault. */
static void check_indices(struct e820_map *map, const struct e820_seen *seen, size_t count)
{
    char problem[E820_PROBLEM_SIZE];

    if (!seen[0].indexed)
        return;
    if (seen[0].index != 0) {
        e820_map_warn(map, "the first entry has the index %u: the start of the map is missing",
                      seen[0].index);
    }
    for (size_t i = 1; i < count; i++) {
        if (seen[i].indexed && seen[i].index != seen[i - 1].index + 1) {
            bool first = i == 1 && seen[1].index == 1;
            snprintf(problem, sizeof problem, "the index is %u and should be %u",
                     seen[first ? 0 : i].index, first ? 0 : seen[i - 1].index + 1);
            blame(map, seen[first ? 0 : i].line, problem);
            return;
        }
    }
}

/* Where the program sorts its entries, one that is out of order has been damaged, or
 * the program is not what we take it for. */
static void check_order(struct e820_map *map, const struct e820_seen *seen, size_t count)
{
    if (!e820_form_is_sorted(map->form) || map->form == E820_FORM_IOMEM)
        return;
    for (size_t i = 1; i < count; i++) {
        const struct e820_entry *previous = &seen[i - 1].entry;
        if (seen[i].entry.base < previous->base ||
            seen[i].entry.base - previous->base < previous->length) {
            e820_map_warn(map,
                          "line %zu: the entry starts below the end of the one before, which this "
                          "program does not print; check its digits",
                          seen[i].line);
            return;
        }
    }
}

/* A sign right before the digits of a range of /proc/iomem that the other ranges do not have
 * stands where the highest digit was. What opens a quotation may precede the first. */
static bool has_odd_sign(const struct e820_seen *seen, size_t count, size_t index)
{
    char sign = seen[index].before;
    size_t same = 0;

    if (sign == '\0' || isspace((unsigned char)sign) || (index == 0 && seen[0].entry.base == 0))
        return false;
    for (size_t i = 0; i < count; i++)
        same += seen[i].before == sign;
    return 2 * same <= count;
}

/* /proc/iomem is a tree, printed from top to bottom: no range starts below the one before, and
 * it is inside another range or apart from it. Other programs print maps in this form too, and
 * do not sort them, so that what breaks the rule is a warning. */
static bool breaks_tree(const struct e820_seen *seen, size_t index, uint64_t highest)
{
    const struct e820_entry *entry = &seen[index].entry;

    if (index == 0)
        return false;
    return entry->base < seen[index - 1].entry.base ||
           (entry->base <= highest && entry->base + entry->length - 1 > highest);
}

static void check_tree(struct e820_map *map, const struct e820_seen *seen, size_t count)
{
    uint64_t highest = 0; /* the last byte of what has come, so that 2^64 fits */
    bool warned = false;

    if (map->form != E820_FORM_IOMEM)
        return;
    for (size_t i = 0; i < count; i++) {
        uint64_t last = seen[i].entry.base + seen[i].entry.length - 1;
        if (has_odd_sign(seen, count, i))
            blame(map, seen[i].line,
                  "a sign precedes the first digit, where a digit may have been");
        if (!warned && breaks_tree(seen, i, highest)) {
            warned = true;
            e820_map_warn(map,
                          "line %zu: the range starts below the one before or overlaps it, which "
                          "Linux does not print; check its digits",
                          seen[i].line);
        }
        highest = last > highest ? last : highest;
    }
}

static bool starts_at_zero(const struct e820_seen *seen, size_t count)
{
    return contains_base(seen, count, 0);
}

/* A ring buffer forgets its oldest lines, and with them the heading. */
static void check_start(struct e820_map *map, const struct e820_run *run,
                        const struct e820_seen *seen, size_t count)
{
    bool headless =
        (e820_form_is_headed(map->form) || map->form == E820_FORM_IOMEM) && !run->headed;

    if (headless && !starts_at_zero(seen, count)) {
        e820_map_warn(map, "no heading and nothing at address 0: the start of the map may be "
                           "missing");
    }
    if (run->cut)
        e820_map_warn(map, "the diff starts inside the map: entries before it may be missing");
}

static void check_count(struct e820_map *map, const struct e820_run *run)
{
    char problem[E820_PROBLEM_SIZE];

    if (run->expected == 0 || run->expected == map->total || map->fault.line != 0)
        return;
    snprintf(problem, sizeof problem, "the heading counts %zu entries, and %zu follow",
             run->expected, map->total);
    blame(map, run->heading_line, problem);
}

static void check_loss(struct e820_map *map, const struct e820_run *run)
{
    if (run->loss_line != 0) {
        e820_map_warn(
            map,
            "line %zu: lines were dropped or left out inside the map (%s): entries may be "
            "missing",
            run->loss_line, run->loss);
    }
}

static void copy_run(struct e820_map *map, const struct e820_run *run)
{
    memset(map, 0, sizeof *map);
    map->form = run->form;
    memcpy(map->label, run->label, sizeof map->label);
    map->side = run->side;
    map->commented = run->commented;
    map->crash = run->crash;
    memcpy(map->printer, run->printer, sizeof map->printer);
}

/* Whether a line is between two entries, so that a fault there is this map's. */
static bool owns_line(const struct e820_run *run, size_t first, size_t end, size_t line)
{
    bool after = first == 0 || line > run->seen[first - 1].line;
    bool before = end == run->count || line < run->seen[end].line;

    return line != 0 && after && before;
}

/* Entries first up to end of the run are one map. */
static bool settle_map(const struct e820_run *run, size_t first, size_t end, e820_map_taker take,
                       void *owner)
{
    struct e820_map map;
    struct e820_seen *seen = run->count > 0 ? run->seen + first : NULL;
    size_t count = end - first;

    copy_run(&map, run);
    map.first_line = count > 0 ? seen[0].line : run->fault.line;
    map.last_line = count > 0 ? seen[count - 1].line : run->fault.line;
    map.total = count + (end == run->count ? run->beyond : 0);
    if (owns_line(run, first, end, run->fault.line))
        map.fault = run->fault;
    if (count > 0) {
        e820_numbers_check(&map, run->row, seen, count);
        check_indices(&map, seen, count);
        check_order(&map, seen, count);
        check_tree(&map, seen, count);
        check_start(&map, run, seen, count);
    }
    if (first == 0 && end == run->count)
        check_count(&map, run);
    if (owns_line(run, first, end, run->loss_line))
        check_loss(&map, run);
    for (size_t i = 0; i < count && i < E820_RAW_MAX; i++)
        map.raw[i] = seen[i].entry;
    return take(owner, &map);
}

bool e820_settle(const struct e820_run *run, e820_map_taker take, void *owner)
{
    size_t first = 0;

    for (size_t i = 1; i < run->count; i++) {
        if (starts_map(run, run->seen + first, i - first, run->count - first)) {
            if (!settle_map(run, first, i, take, owner))
                return false;
            first = i;
        }
    }
    return settle_map(run, first, run->count, take, owner);
}

/* What a kernel has sorted or changed is no longer what the BIOS reported. */
const char *e820_map_origin(const struct e820_map *map)
{
    static const struct {
        const char *label;
        const char *origin;
    } derived[] = {
        {"user", "the map that the kernel's command line gives"},
        {"modified", "the map after its reader has changed it"},
        {"setup_data", "the map that Linux has extended by its setup data"},
        {"extended", "the map that Linux has extended by its setup data"},
        {"Xen", "the map that Xen gives to this guest"},
        {"Dom0", "the map that Xen made for dom0"},
        {"clean-e820", "a map that was cleaned already"},
    };

    for (size_t i = 0; i < sizeof derived / sizeof derived[0]; i++) {
        if (strcmp(map->label, derived[i].label) == 0)
            return derived[i].origin;
    }
    if (map->crash)
        return "the map that kexec gave to a crash kernel";
    switch (map->form) {
    case E820_FORM_IOMEM:
        return "the resources as Linux arranged them";
    case E820_FORM_KEXEC:
        return "the map that kexec gives to the next kernel";
    case E820_FORM_EFI:
        return "derived from the EFI memory map by the rule of Linux";
    default:
        return NULL;
    }
}

bool e820_map_is_raw(const struct e820_map *map)
{
    return e820_map_origin(map) == NULL;
}

size_t e820_map_count_kept(const struct e820_map *map)
{
    return map->total < E820_RAW_MAX ? map->total : E820_RAW_MAX;
}

/* The label says it where Linux had to fall back on an older service. */
const char *e820_map_source(const struct e820_map *map)
{
    if (strstr(map->label, "e801") != NULL)
        return "e801";
    return strcmp(map->label, "BIOS-88") == 0 ? "88" : "e820";
}
