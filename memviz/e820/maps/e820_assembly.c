#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/maps/e820_assembly_parts.h"

struct e820_assembly *e820_assembly_create(void)
{
    return calloc(1, sizeof(struct e820_assembly));
}

void e820_assembly_destroy(struct e820_assembly *assembly)
{
    if (assembly == NULL)
        return;
    for (size_t i = 0; i < assembly->count; i++) {
        free(assembly->runs[i]->seen);
        free(assembly->runs[i]);
    }
    e820_items_free(&assembly->items);
    free(assembly->held.bytes);
    for (size_t i = 0; i < E820_BEFORE_MAX; i++)
        free(assembly->before[i].text.bytes);
    free(assembly->joined.bytes);
    free(assembly);
}

/* All items of a piece, for one side of a diff or for none. */
static bool take_items(struct e820_assembly *assembly, enum e820_side side)
{
    size_t early = SIZE_MAX; /* what is in doubt before there is a map around it */

    assembly->side = side;
    for (size_t i = 0; i < assembly->items.count; i++) {
        struct e820_item item = assembly->items.list[i];
        if (item.kind == E820_ITEM_DOUBTFUL && e820_assembly_find_open(assembly) == NULL)
            early = early < i ? early : i;
        if (!e820_assembly_take_item(assembly, &item))
            return false;
    }
    if (early == SIZE_MAX)
        return true;
    struct e820_item item = assembly->items.list[early];
    return e820_assembly_take_item(assembly, &item);
}

static bool has_entry(const struct e820_items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        if (items->list[i].kind == E820_ITEM_ENTRY || items->list[i].kind == E820_ITEM_FILLER)
            return true;
    }
    return false;
}

/* Returns whether a piece reads as whole entries to its end. */
static bool ends_well(const struct e820_items *items)
{
    enum e820_item_kind last;

    if (items->count == 0)
        return false;
    last = items->list[items->count - 1].kind;
    return last == E820_ITEM_ENTRY || last == E820_ITEM_FILLER || last == E820_ITEM_HEADING ||
           last == E820_ITEM_COUNT;
}

static void note_comment(struct e820_assembly *assembly, const char *piece)
{
    assembly->empty = assembly->empty || strcasestr(piece, "no entries") != NULL;
}

static bool remember(struct e820_bytes *bytes, const char *piece)
{
    bytes->size = 0;
    return e820_bytes_add(bytes, piece, strlen(piece));
}

/* A piece that is complete: nothing that follows belongs to it. */
static bool take_whole(struct e820_assembly *assembly, const char *piece, size_t line)
{
    struct e820_hint hint = e820_assembly_make_hint(assembly);
    enum e820_diff_line kind = e820_diff_take(&assembly->diff, piece);

    if (kind == E820_DIFF_HEADER)
        assembly->text = true;
    if (kind == E820_DIFF_HEADER)
        return true;
    piece += kind != E820_DIFF_NONE && *piece != '\0';
    assembly->piece = piece;
    assembly->line = line;
    if (!e820_line_scan(&assembly->items, piece, &hint))
        return false;
    if (assembly->items.blank) {
        assembly->separated = true;
        return true;
    }
    size_t events = assembly->events;
    assembly->pieces++;
    e820_diff_check(&assembly->diff, piece, kind, &assembly->items);
    bool good;
    if (kind == E820_DIFF_BOTH)
        good = take_items(assembly, E820_SIDE_OLD) && take_items(assembly, E820_SIDE_NEW);
    else
        good = take_items(assembly, e820_diff_get_side(kind));
    if (!assembly->items.commented)
        assembly->text = true;
    else if (assembly->items.count == 0)
        note_comment(assembly, piece);
    assembly->separated = assembly->separated || !has_entry(&assembly->items);
    struct e820_before *before = &assembly->before[assembly->pieces % E820_BEFORE_MAX];
    before->counts = assembly->events != events;
    before->line = line;
    before->piece = assembly->pieces;
    return good && remember(&before->text, piece);
}

static bool flush(struct e820_assembly *assembly)
{
    if (!assembly->holding)
        return true;
    assembly->holding = false;
    return take_whole(assembly, assembly->held.bytes, assembly->held_line);
}

static bool hold(struct e820_assembly *assembly, const char *piece, size_t line, unsigned joins)
{
    assembly->holding = true;
    assembly->held_suspect = joins > 0 || e820_assembly_is_suspect(&assembly->items);
    assembly->held_line = line;
    assembly->held_joins = joins;
    assembly->held_entries = e820_assembly_count_entries(&assembly->items);
    return remember(&assembly->held, piece);
}

/* The piece before, if it is held, and this one. */
static bool take_held(struct e820_assembly *assembly, const char *piece, bool *taken)
{
    bool joined;
    bool on = false;
    size_t line = assembly->held_line;

    *taken = false;
    if (!assembly->holding)
        return true;
    struct e820_hint hint = e820_assembly_make_hint(assembly);
    hint.entries_only = true;
    if (!e820_line_scan(&assembly->items, piece, &hint))
        return false;
    if (!assembly->held_suspect && !e820_assembly_is_suspect(&assembly->items))
        return flush(assembly);
    if (!e820_assembly_try_join(assembly, piece, &joined))
        return false;
    if (!joined && !e820_assembly_goes_on(assembly, piece, &on))
        return false;
    if (!joined && !on)
        return flush(assembly);
    assembly->holding = false;
    *taken = true;
    if (on)
        return hold(assembly, assembly->joined.bytes, line, assembly->held_joins + 1);
    struct e820_bytes text = assembly->joined;
    assembly->joined = (struct e820_bytes){0};
    bool good = take_whole(assembly, text.bytes, line);
    free(text.bytes);
    return good;
}

bool e820_assembly_take(struct e820_assembly *assembly, const char *piece, size_t line)
{
    struct e820_hint hint = e820_assembly_make_hint(assembly);
    bool taken;

    if (!take_held(assembly, piece, &taken))
        return false;
    if (taken)
        return true;
    if (!e820_line_scan(&assembly->items, piece, &hint))
        return false;
    if (assembly->items.blank || ends_well(&assembly->items) ||
        e820_diff_is_inside(&assembly->diff) || strncmp(piece, "@@ ", 3) == 0)
        return take_whole(assembly, piece, line);
    return hold(assembly, piece, line, 0);
}

bool e820_assembly_take_entry(struct e820_assembly *assembly, const struct e820_entry *entry,
                              size_t number, const char *problem)
{
    struct e820_run *run = e820_assembly_find_run(assembly, E820_FORM_MEMMAP, "", false);

    if (run == NULL)
        return false;
    run->headed = true;
    if (problem != NULL && run->fault.line == 0) {
        run->fault.line = number;
        snprintf(run->fault.problem, sizeof run->fault.problem, "%s", problem);
    }
    struct e820_seen seen = {.entry = *entry, .line = number};
    assembly->text = true;
    return problem != NULL || e820_assembly_keep_entry(assembly, run, &seen);
}

bool e820_assembly_finish(struct e820_assembly *assembly)
{
    return flush(assembly);
}

bool e820_assembly_is_of_map(struct e820_assembly *assembly, const char *piece)
{
    static const struct e820_hint nothing = {NULL, "", true};

    if (!e820_line_scan(&assembly->items, piece, &nothing))
        return true;
    for (size_t i = 0; i < assembly->items.count; i++) {
        if (assembly->items.list[i].kind <= E820_ITEM_COUNT)
            return true;
    }
    return false;
}

bool e820_assembly_take_long(struct e820_assembly *assembly, size_t line)
{
    static const struct e820_item item = {
        .kind = E820_ITEM_BROKEN,
        .problem = "the line is longer than 4 MiB and may hold entries; put a line end after each",
    };

    if (!flush(assembly))
        return false;
    assembly->piece = "";
    assembly->line = line;
    assembly->side = E820_SIDE_NONE;
    return e820_assembly_take_broken(assembly, &item);
}

size_t e820_assembly_count_runs(const struct e820_assembly *assembly)
{
    return assembly->count;
}

const struct e820_run *e820_assembly_get_run(const struct e820_assembly *assembly, size_t index)
{
    return assembly->runs[index];
}

bool e820_assembly_has_text(const struct e820_assembly *assembly)
{
    return assembly->text;
}

bool e820_assembly_says_empty(const struct e820_assembly *assembly)
{
    return assembly->empty;
}

size_t e820_assembly_count_events(const struct e820_assembly *assembly)
{
    return assembly->events;
}
