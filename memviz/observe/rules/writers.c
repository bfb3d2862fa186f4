#include "memviz/observe/rules/writers.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

#define WRITERS_SHOWN 9u

uint32_t writers_find(const struct observer *observer, uint64_t address, uint64_t tick,
                      uint32_t before)
{
    for (uint32_t i = before; i-- > 1;) {
        const struct store *store = store_log_get(&observer->log, i);
        if (address >= store->address && address - store->address < store->length &&
            store_log_get_tick(store, address) <= tick)
            return i;
    }
    return 0;
}

uint32_t writers_find_range(const struct observer *observer, struct address_range range,
                            uint64_t tick, uint32_t before)
{
    for (uint32_t i = before; i-- > 1;) {
        const struct store *store = store_log_get(&observer->log, i);
        if (store->address < range.end && (uint64_t)store->address + store->length > range.start &&
            store->tick <= tick)
            return i;
    }
    return 0;
}

static void write_store(struct observer *observer, uint32_t index, FILE *out)
{
    const struct store *store = store_log_get(&observer->log, index);
    struct finding line = {.text = ""};
    struct sentence sentence = {.observer = observer, .finding = &line};
    char text[1024];

    say_writer(&sentence, index);
    sentence_render(observer, &line, text, sizeof text);
    fprintf(out, "  tick %" PRIu64 ": %s of 0x%" PRIx32 "-0x%" PRIx64 " by %s\n", store->tick,
            store_kind_name(store->kind), store->address, (uint64_t)store->address + store->length,
            text);
}

void writers_write_who(struct observer *observer, uint64_t address, uint64_t tick, FILE *out)
{
    uint32_t index = writers_find(observer, address, tick, observer->log.count);

    fprintf(out, "0x%" PRIx64 " was written by%s\n", address, index == 0 ? " nobody" : "");
    for (unsigned i = 0; index != 0 && i < WRITERS_SHOWN; i++) {
        write_store(observer, index, out);
        index = writers_find(observer, address, tick, index);
    }
    if (index != 0)
        fputs("  and others before\n", out);
}

void writers_write_range(struct observer *observer, uint64_t start, uint64_t end, FILE *out)
{
    uint64_t count = 0;

    for (uint32_t i = 1; i < observer->log.count; i++) {
        const struct store *store = store_log_get(&observer->log, i);
        if (store->address >= end || (uint64_t)store->address + store->length <= start)
            continue;
        write_store(observer, i, out);
        count++;
    }
    fprintf(out, "%" PRIu64 " stores to 0x%" PRIx64 "-0x%" PRIx64 "\n", count, start, end);
}
