#include "memviz/memory/regions.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/core/layout.h"
#include "kernel/core/units.h"
#include "memviz/model/identity.h"

/* The kernel reports firmware areas like its own; which they are is declared. */
static bool is_firmware(const char *symbol)
{
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    for (size_t i = 0; i < count; i++) {
        if (rows[i].kind == LAYOUT_FIRMWARE && strcmp(rows[i].symbol, symbol) == 0)
            return true;
    }
    return false;
}

static void add_reported(struct region_list *list, const struct model *model)
{
    bool strata = identity_is_strata(model);

    for (unsigned i = 0; i < indexed_end(&model->regions); i++) {
        const struct model_region *row = indexed_get(&model->regions, i);
        if (row != NULL) {
            list->items[list->count++] =
                (struct region){.start = row->start,
                                .end = row->end,
                                .symbol = row->symbol,
                                .what = row->what,
                                .alive = row->alive,
                                .firmware = strata && is_firmware(row->symbol),
                                .number = i};
        }
    }
}

static void add_declared(struct region_list *list, unsigned step)
{
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    list->declared_step = step;
    for (size_t i = 0; i < count && list->count < MODEL_REGION_MAX; i++) {
        bool alive = rows[i].alive_step <= step && step < rows[i].reuse_step;
        list->items[list->count++] = (struct region){.start = rows[i].start,
                                                     .end = rows[i].end,
                                                     .symbol = rows[i].symbol,
                                                     .what = rows[i].what,
                                                     .alive = alive,
                                                     .firmware = rows[i].kind == LAYOUT_FIRMWARE,
                                                     .number = (unsigned)i};
    }
}

/* A region that holds others comes first: the inner one is drawn over it. */
static int compare_regions(const void *left, const void *right)
{
    const struct region *a = left;
    const struct region *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end > b->end ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* In address order, so that a strip reads like an alphabet. Above 1 MiB regions
 * are shown by what the kernel has made of them. Fifty-two letters are enough
 * for any layout seen. */
static void give_letters(struct region_list *list)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    for (size_t i = 0; i < list->count; i++) {
        bool has_letter = i < sizeof letters - 1 && list->items[i].start < MIB;
        list->items[i].letter = has_letter ? letters[i] : '#';
    }
}

/* A kernel that has sent its hello and no region yet is about to send regions.
 * Declared rows would be shown for a moment and then change. */
void regions_build(struct region_list *list, const struct model *model)
{
    unsigned step = model_last_step(model);

    list->declared_step = 0;
    list->count = 0;
    add_reported(list, model);
    if (list->count == 0 && !model->hello.known && identity_is_strata(model))
        add_declared(list, step);
    qsort(list->items, list->count, sizeof list->items[0], compare_regions);
    give_letters(list);
}

/* The smallest that holds it: the heap inside its row is more telling than the
 * row. */
const struct region *regions_find(const struct region_list *list, uint64_t address)
{
    const struct region *found = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct region *region = &list->items[i];
        if (address >= region->start && address < region->end &&
            (found == NULL || region->end - region->start < found->end - found->start))
            found = region;
    }
    return found;
}

const struct region *regions_find_in(const struct region_list *list, uint64_t start, uint64_t end,
                                     bool *several)
{
    const struct region *found = NULL;

    *several = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct region *region = &list->items[i];
        if (region->start < end && region->end > start) {
            *several = *several || found != NULL;
            found = found == NULL ? region : found;
        }
    }
    return found;
}
