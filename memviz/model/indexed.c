#include "memviz/model/indexed.h"

#include <stdlib.h>
#include <string.h>

/* Without memory until the first item comes: most lists of most recordings are
 * short. */
void indexed_init(struct indexed *list, size_t item_size, unsigned limit)
{
    *list = (struct indexed){.item_size = item_size, .limit = limit};
}

void indexed_free(struct indexed *list)
{
    free(list->items);
    free(list->known);
    indexed_init(list, list->item_size, list->limit);
}

/* Flags only: an item that is not known is never read. */
void indexed_clear(struct indexed *list)
{
    if (list->capacity > 0)
        memset(list->known, 0, list->capacity * sizeof *list->known);
    list->of = 0;
    list->known_count = 0;
}

/* Capacity doubles, so that a list that arrives in order is copied seldom. Items
 * and flags are separate blocks: an item may have any alignment. */
static bool grow_to(struct indexed *list, unsigned count)
{
    if (count <= list->capacity)
        return true;
    unsigned capacity = list->capacity == 0 ? 8 : list->capacity;
    while (capacity < count)
        capacity *= 2;
    unsigned char *items = realloc(list->items, capacity * list->item_size);
    if (items == NULL)
        return false;
    list->items = items;
    bool *known = realloc(list->known, capacity * sizeof *known);
    if (known == NULL)
        return false;
    memset(known + list->capacity, 0, (capacity - list->capacity) * sizeof *known);
    list->known = known;
    list->capacity = capacity;
    return true;
}

/* The limits come before any memory is taken: a number out of a damaged or
 * hostile stream must not become gigabytes. */
bool indexed_put(struct indexed *list, unsigned i, unsigned of, const void *item)
{
    if (i >= list->limit || of > list->limit || (of != 0 && i >= of) || !grow_to(list, i + 1))
        return false;
    if (of != 0 && of != list->of) {
        /* Entries that came before the number was known are the same ones. */
        if (list->of != 0 || indexed_end(list) > of)
            indexed_clear(list);
        list->of = of;
    }
    memcpy(list->items + i * list->item_size, item, list->item_size);
    /* Repeated entries count once. */
    list->known_count += !list->known[i];
    list->known[i] = true;
    return true;
}

/* NULL for what has not come and for what cannot: a caller asks once. */
const void *indexed_get(const struct indexed *list, unsigned i)
{
    return i < list->capacity && list->known[i] ? list->items + i * list->item_size : NULL;
}

/* Where lists are still arriving there may be gaps below it. */
unsigned indexed_end(const struct indexed *list)
{
    unsigned end = list->capacity;

    while (end > 0 && !list->known[end - 1])
        end--;
    return end;
}

/* Never before the number is known. */
bool indexed_is_complete(const struct indexed *list)
{
    return list->of != 0 && list->known_count == list->of;
}
