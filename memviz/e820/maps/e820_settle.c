#include <string.h>

#include "memviz/e820/maps/e820_map.h"
#include "memviz/e820/maps/e820_checks.h"

static bool contains_base(const struct e820_seen *seen, size_t count, uint64_t base)
{
    for (size_t i = 0; i < count; i++) {
        if (seen[i].entry.base == base)
            return true;
    }
    return false;
}

/* Returns whether what starts at index next repeats the bases that precede it: half of them
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

/* Returns whether entry next starts another map than the entries from 0 on. Firmware lists
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

/* Returns whether a line is between two entries, so that a fault there is this map's. */
static bool owns_line(const struct e820_run *run, size_t first, size_t end, size_t line)
{
    bool after = first == 0 || line > run->seen[first - 1].line;
    bool before = end == run->count || line < run->seen[end].line;

    return line != 0 && after && before;
}

/* Entries first up to end of the run are one map. */
static void make_map(const struct e820_run *run, size_t first, size_t end, struct e820_map *map)
{
    struct e820_seen *seen = run->count > 0 ? run->seen + first : NULL;
    size_t count = end - first;

    copy_run(map, run);
    map->first_line = count > 0 ? seen[0].line : run->fault.line;
    map->last_line = count > 0 ? seen[count - 1].line : run->fault.line;
    map->total = count + (end == run->count ? run->beyond : 0);
    if (owns_line(run, first, end, run->fault.line))
        map->fault = run->fault;
    struct e820_checks_part part = {run, seen, count, first == 0 && end == run->count,
                                    owns_line(run, first, end, run->loss_line)};
    e820_checks_make(map, &part);
    for (size_t i = 0; i < count && i < E820_RAW_MAX; i++)
        map->raw[i] = seen[i].entry;
}

bool e820_settle(const struct e820_run *run, e820_map_taker take, void *owner)
{
    struct e820_map map;
    size_t first = 0;

    for (size_t i = 1; i < run->count; i++) {
        if (starts_map(run, run->seen + first, i - first, run->count - first)) {
            make_map(run, first, i, &map);
            if (!take(owner, &map))
                return false;
            first = i;
        }
    }
    make_map(run, first, run->count, &map);
    return take(owner, &map);
}
