#include "memviz/observe/shadow/store_log.h"

#include <stdlib.h>

#define FIRST_CAPACITY 4096u

/* Longer stores than this are no loop's. */
#define LOOP_UNIT_MAX 16u

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

/* The ticks between two rounds of a loop; 0 while there was only one. */
static uint64_t get_stride(const struct store *loop)
{
    uint32_t rounds = loop->length / loop->unit;

    return rounds > 1 ? (loop->last_tick - loop->tick) / (rounds - 1) : 0;
}

uint32_t store_log_extend_loop(struct store_log *log, const struct store *store)
{
    struct store *last = &log->stores[log->count - 1];
    uint32_t unit = last->unit != 0 ? last->unit : last->length;

    if (log->count == 1 || last->site != store->site || last->kind != store->kind ||
        last->firmware != store->firmware || store->length != unit || unit > LOOP_UNIT_MAX)
        return 0;
    bool first = last->unit == 0;
    bool up = !last->down && last->address + last->length == store->address;
    bool down = (last->down || first) && store->address + store->length == last->address;
    if ((!up && !down) || last->length > UINT32_MAX - unit ||
        (!first && store->tick - last->last_tick != get_stride(last)))
        return 0;
    if (down) {
        last->address = store->address;
        last->down = true;
    }
    last->unit = (uint8_t)unit;
    last->length += unit;
    last->last_tick = store->tick;
    return log->count - 1;
}

/* A repetition is one tick a round, so the byte's distance from where it began tells
 * the round, unless an interrupt came between. */
uint64_t store_log_get_tick(const struct store *store, uint64_t address)
{
    uint64_t span = store->last_tick - store->tick;
    uint64_t from =
        store->down ? store->address + store->length - 1 - address : address - store->address;

    if (span == 0)
        return store->tick;
    if (store->unit != 0)
        return store->tick + from / store->unit * get_stride(store);
    uint64_t unit = store->length / (span + 1);
    return unit * (span + 1) == store->length ? store->tick + from / unit : store->last_tick;
}

const char *store_kind_name(unsigned kind)
{
    static const char *const names[] = {"nobody", "boot sector", "store", "fill",     "copy",
                                        "push",   "disk read",   "DMA",   "page walk"};

    return kind < sizeof names / sizeof names[0] ? names[kind] : "?";
}
