#include "memviz/observe/shadow/store_log.h"

#include <stdlib.h>

#define FIRST_CAPACITY 4096u

bool store_log_init(struct store_log *log)
{
    *log = (struct store_log){.count = 1, .capacity = FIRST_CAPACITY};
    log->stores = calloc(log->capacity, sizeof *log->stores);
    return log->stores != NULL;
}

void store_log_free(struct store_log *log)
{
    free(log->stores);
    *log = (struct store_log){0};
}

uint32_t store_log_add(struct store_log *log, const struct store *store)
{
    if (log->count == log->capacity) {
        size_t capacity = (size_t)log->capacity + log->capacity / 2;
        struct store *grown =
            capacity <= UINT32_MAX ? realloc(log->stores, capacity * sizeof *log->stores) : NULL;
        if (grown == NULL)
            return 0;
        log->stores = grown;
        log->capacity = (uint32_t)capacity;
    }
    log->stores[log->count] = *store;
    return log->count++;
}

uint32_t store_log_extend(struct store_log *log, const struct store *store)
{
    struct store *last = &log->stores[log->count - 1];

    if (log->count == 1 || last->site != store->site || last->kind != store->kind ||
        last->read != store->read)
        return 0;
    bool first = last->tick == last->last_tick;
    bool up = !last->down && last->address + last->length == store->address;
    bool down = (last->down || first) && store->address + store->length == last->address;
    if (!up && !down)
        return 0;
    if (down) {
        last->address = store->address;
        last->source = store->source;
        last->down = true;
    }
    last->length += store->length;
    last->last_tick = store->tick;
    return log->count - 1;
}

const char *store_kind_name(unsigned kind)
{
    static const char *const names[] = {"nobody", "boot sector", "store", "fill",     "copy",
                                        "push",   "disk read",   "DMA",   "page walk"};

    return kind < sizeof names / sizeof names[0] ? names[kind] : "?";
}
