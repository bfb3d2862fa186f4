#include "memviz/observe/views/boot_list.h"

#include <stdlib.h>

#define FIRST_CAPACITY 1024u

/* An open hash table; a free entry has no stores. */
struct writers {
    struct boot_entry *entries;
    uint32_t capacity;
    uint32_t count;
};

static struct boot_entry *find_entry(struct boot_entry *entries, uint32_t capacity,
                                     const struct boot_entry *key)
{
    uint64_t hash =
        ((uint64_t)key->site << 32 | key->read << 12 | (uint64_t)key->writer << 8 | key->band) *
        0x9e3779b97f4a7c15u;
    uint32_t at = (uint32_t)(hash >> 32) & (capacity - 1);

    while (entries[at].stores != 0 &&
           (entries[at].site != key->site || entries[at].read != key->read ||
            entries[at].writer != key->writer || entries[at].band != key->band))
        at = (at + 1) & (capacity - 1);
    return &entries[at];
}

static bool grow(struct writers *table)
{
    uint32_t capacity = 2 * table->capacity;
    struct boot_entry *entries = calloc(capacity, sizeof *entries);

    if (entries == NULL)
        return false;
    for (uint32_t i = 0; i < table->capacity; i++)
        if (table->entries[i].stores != 0)
            *find_entry(entries, capacity, &table->entries[i]) = table->entries[i];
    free(table->entries);
    table->entries = entries;
    table->capacity = capacity;
    return true;
}

static bool add_store(struct writers *table, const struct boot_bands *bands,
                      const struct observer *observer, uint32_t index)
{
    const struct store *store = store_log_get(&observer->log, index);
    unsigned band = boot_bands_find(bands, store->address);
    struct boot_entry key = {.site = store->site,
                             .read = store->read,
                             .writer = (uint8_t)boot_raster_writer(store),
                             .band = (uint8_t)band};

    if (key.writer == BOOT_NOBODY || band == bands->count)
        return true;
    /* One stack is one owner, and so is the BIOS, whatever pushes or stores. */
    if (key.writer == BOOT_PUSH || key.writer == BOOT_FIRMWARE)
        key.site = 0;
    if (table->count >= table->capacity / 2 && !grow(table))
        return false;
    struct boot_entry *entry = find_entry(table->entries, table->capacity, &key);
    if (entry->stores == 0) {
        *entry = key;
        entry->start = store->address;
        entry->first_tick = store->tick;
        table->count++;
    }
    uint64_t end = (uint64_t)store->address + store->length;
    entry->stores++;
    entry->newest = index;
    entry->bytes += store->length;
    entry->start = store->address < entry->start ? store->address : entry->start;
    entry->end = end > entry->end ? end : entry->end;
    entry->last_tick = store->last_tick;
    return true;
}

/* The memory that an entry may have written: a counter that is stored a million
 * times is four bytes, and so are two variables at the ends of a band, about. */
static uint64_t get_extent(const struct boot_entry *entry)
{
    uint64_t span = entry->end - entry->start;

    return entry->bytes < span ? entry->bytes : span;
}

static int compare_extents(const void *left, const void *right)
{
    uint64_t a = get_extent(left);
    uint64_t b = get_extent(right);

    return (b > a) - (b < a);
}

static int compare_ticks(const void *left, const void *right)
{
    const struct boot_entry *a = left;
    const struct boot_entry *b = right;

    if (a->first_tick != b->first_tick)
        return a->first_tick < b->first_tick ? -1 : 1;
    return (a->start > b->start) - (a->start < b->start);
}

/* Free entries have no extent, so they sort to the end. */
static void take_most(struct boot_list *list, struct writers *table)
{
    qsort(table->entries, table->capacity, sizeof table->entries[0], compare_extents);
    for (uint32_t i = 0; i < table->count && i < BOOT_LIST_MAX; i++)
        list->list[list->count++] = table->entries[i];
    list->others = table->count - list->count;
    qsort(list->list, list->count, sizeof list->list[0], compare_ticks);
}

bool boot_list_make(struct boot_list *list, const struct boot_bands *bands,
                    const struct observer *observer)
{
    struct writers table = {.capacity = FIRST_CAPACITY};
    bool done = true;

    *list = (struct boot_list){.count = 0};
    table.entries = calloc(table.capacity, sizeof *table.entries);
    if (table.entries == NULL)
        return false;
    for (uint32_t i = 1; done && i < observer->log.count; i++)
        done = add_store(&table, bands, observer, i);
    if (done)
        take_most(list, &table);
    free(table.entries);
    return done;
}
