#include "memviz/e820/maps/e820_checks.h"

#include <ctype.h>
#include <stdio.h>

#include "memviz/e820/maps/e820_numbers.h"

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
            map->lacks = map->fault.line == seen[i].line;
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
    for (size_t i = 0; i < count; i++) {
        if (seen[i].entry.base == 0)
            return true;
    }
    return false;
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
    map->lacks = map->total < run->expected;
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

void e820_checks_make(struct e820_map *map, const struct e820_checks_part *part)
{
    if (part->count > 0) {
        e820_numbers_check(map, part->run->row, part->seen, part->count);
        check_indices(map, part->seen, part->count);
        check_order(map, part->seen, part->count);
        check_tree(map, part->seen, part->count);
        check_start(map, part->run, part->seen, part->count);
    }
    if (part->whole)
        check_count(map, part->run);
    if (part->loses)
        check_loss(map, part->run);
}
