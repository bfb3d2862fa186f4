/*
 * Entries that were cut into several lines: a part of e820_assembly.h.
 */
#include <string.h>

#include "memviz/e820/forms/e820_signs.h"
#include "memviz/e820/maps/e820_assembly_parts.h"

/* An entry may be cut into so many lines. */
#define JOINS_MAX 4u

size_t e820_assembly_count_entries(const struct e820_items *items)
{
    size_t count = 0;

    for (size_t i = 0; i < items->count; i++)
        count += items->list[i].kind == E820_ITEM_ENTRY;
    return count;
}

static bool join(struct e820_assembly *assembly, const char *between, const char *next)
{
    struct e820_bytes *joined = &assembly->joined;

    joined->size = 0;
    return e820_bytes_add(joined, assembly->held.bytes, assembly->held.size) &&
           e820_bytes_add(joined, between, strlen(between)) &&
           e820_bytes_add(joined, next, strlen(next));
}

/* Returns whether an entry that spans the seam is one that was cut there. A type that is a number
 * must end with the line: "0x" and "Feb 21" would make 0xfeb. And where the first piece did
 * not look like part of an entry, only a label can have been cut. */
static bool is_cut_entry(const struct e820_assembly *assembly, const struct e820_item *item)
{
    const char *rest = assembly->joined.bytes + item->end;
    bool numeric = (item->row->flags & E820_ROW_COMMENT) != 0;
    bool labelled = (item->row->flags & E820_ROW_LABELLED) != 0;

    return (!numeric || rest[strspn(rest, " \t\"',)")] == '\0') &&
           (assembly->held_suspect || (labelled && e820_label_is_known(item->match.label)));
}

/* Returns whether an entry starts before the seam and ends after it, and no damage is found. */
static bool spans_seam(const struct e820_assembly *assembly)
{
    const struct e820_items *items = &assembly->items;
    size_t seam = assembly->held.size;
    bool spans = false;

    for (size_t i = 0; i < items->count; i++) {
        const struct e820_item *item = &items->list[i];
        if (item->kind == E820_ITEM_BROKEN)
            return false;
        if (item->kind == E820_ITEM_ENTRY && item->start < seam && item->end > seam)
            spans = is_cut_entry(assembly, item);
    }
    return spans;
}

/* Where the two pieces touch there may have been a blank. */
bool e820_assembly_try_join(struct e820_assembly *assembly, const char *next, bool *joined)
{
    static const char *const between[] = {"", " "};
    struct e820_hint hint = e820_assembly_make_hint(assembly);
    struct e820_items *items = &assembly->items;
    size_t apart = assembly->held_entries + e820_assembly_count_entries(items);

    hint.entries_only = true;
    *joined = false;
    for (unsigned i = 0; i < 2 && !*joined; i++) {
        if (!join(assembly, between[i], e820_signs_skip_quotes(next)) ||
            !e820_line_scan(items, assembly->joined.bytes, &hint))
            return false;
        *joined = e820_assembly_count_entries(items) > apart && spans_seam(assembly);
    }
    return true;
}

bool e820_assembly_is_suspect(const struct e820_items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const struct e820_item *item = &items->list[i];
        if (item->kind == E820_ITEM_BROKEN || item->kind == E820_ITEM_DOUBTFUL ||
            item->kind == E820_ITEM_UNENDED)
            return true;
        if (item->kind == E820_ITEM_ENTRY && (item->row->flags & E820_ROW_LABELLED) != 0 &&
            !e820_label_is_known(item->match.label))
            return true;
    }
    return false;
}

bool e820_assembly_goes_on(struct e820_assembly *assembly, const char *next, bool *on)
{
    struct e820_hint hint = e820_assembly_make_hint(assembly);
    struct e820_items *items = &assembly->items;

    *on = false;
    if (assembly->held_joins >= JOINS_MAX || !e820_line_scan(items, next, &hint))
        return assembly->held_joins >= JOINS_MAX;
    if (items->blank || items->count > 0)
        return true;
    for (unsigned i = 0; i < 2 && !*on; i++) {
        if (!join(assembly, i == 0 ? "" : " ", e820_signs_skip_quotes(next)) ||
            !e820_line_scan(items, assembly->joined.bytes, &hint))
            return false;
        *on = items->count > 0 && items->list[items->count - 1].kind == E820_ITEM_UNENDED &&
              items->list[items->count - 1].start < assembly->held.size;
    }
    return true;
}
