/*
 * The shadow and the log of stores against arrays, where loops are taken together and
 * pages become one record again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/observe/shadow/shadow.h"
#include "memviz/observe/shadow/store_log.h"

#define MEMORY 0x4000u
#define BASE   0x200000u

static uint32_t seed;

static uint32_t get_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Of each byte, when it was written last. */
static uint64_t ticks[MEMORY];

/* Takes a plain store as the observer does, at an offset from BASE. */
static void add_store(struct store_log *log, struct store store)
{
    uint32_t offset = store.address;

    store.last_tick = store.tick;
    store.address += BASE;
    store.kind = STORE_PLAIN;
    if (store_log_extend_loop(log, &store) == 0)
        assert_true(store_log_add(log, &store) != 0);
    for (uint32_t i = 0; i < store.length; i++)
        ticks[offset + i] = store.tick;
}

/* The newest record that holds a byte tells its tick, whatever was taken together. */
static void check_ticks(const struct store_log *log)
{
    for (uint32_t i = 0; i < MEMORY; i++) {
        uint64_t tick = 0;
        for (uint32_t j = log->count; tick == 0 && j-- > 1;) {
            const struct store *store = store_log_get(log, j);
            if (BASE + i >= store->address && BASE + i - store->address < store->length)
                tick = store_log_get_tick(store, BASE + i);
        }
        assert_int_equal(tick, ticks[i]);
    }
}

/* Loops up and down, of several units, with strides that change, and stores between. */
static void loops_keep_each_tick(void **state)
{
    struct store_log log;
    uint64_t tick = 1;

    (void)state;
    seed = 3;
    memset(ticks, 0, sizeof ticks);
    assert_true(store_log_init(&log));
    for (unsigned loop = 0; loop < 120; loop++) {
        uint32_t unit = 1u << get_random(4);
        uint32_t rounds = 1 + get_random(200);
        uint32_t offset = get_random(MEMORY - 200 * 8);
        uint32_t stride = 1 + get_random(5);
        bool down = get_random(2) == 0;
        for (uint32_t i = 0; i < rounds; i++) {
            uint32_t at = offset + (down ? rounds - 1 - i : i) * unit;
            add_store(&log, (struct store){
                                .tick = tick, .site = 1 + loop % 3, .address = at, .length = unit});
            tick += stride + (get_random(40) == 0 ? get_random(9) : 0);
        }
    }
    check_ticks(&log);
    assert_true(log.count < 3000);
    store_log_free(&log);
}

static void a_steady_loop_is_one_record(void **state)
{
    struct store_log log;

    (void)state;
    memset(ticks, 0, sizeof ticks);
    assert_true(store_log_init(&log));
    for (uint32_t i = 0; i < MEMORY / 4; i++)
        add_store(&log,
                  (struct store){.tick = 100 + 3 * i, .site = 7, .address = 4 * i, .length = 4});
    assert_int_equal(log.count, 2);
    check_ticks(&log);
    /* A gap, another unit or another place is another record. */
    add_store(&log, (struct store){.tick = 90000, .site = 7, .address = 8, .length = 4});
    add_store(&log, (struct store){.tick = 90003, .site = 7, .address = 12, .length = 2});
    add_store(&log, (struct store){.tick = 90006, .site = 8, .address = 14, .length = 2});
    assert_int_equal(log.count, 5);
    check_ticks(&log);
    store_log_free(&log);
}

/* Random writes and flags, and whole pages of a pattern that are settled: each byte is
 * what an array of records holds. */
static void settled_pages_keep_each_byte(void **state)
{
    static struct shadow_byte reference[MEMORY];
    struct shadow shadow;

    (void)state;
    seed = 11;
    assert_true(shadow_init(&shadow));
    for (uint32_t i = 1; i < 400; i++) {
        struct shadow_byte byte = {.store = i, .flags = SHADOW_KNOWN};
        uint32_t page = get_random(MEMORY / SHADOW_PAGE_SIZE) * SHADOW_PAGE_SIZE;
        uint32_t unit = 1u << get_random(4);
        bool whole = get_random(3) == 0;
        uint32_t start = whole ? page : get_random(MEMORY - 8);
        uint32_t end = whole ? page + SHADOW_PAGE_SIZE : start + unit;
        uint64_t value = (uint64_t)get_random(0xffffff) << 32 | get_random(0xffffff);
        for (uint32_t at = start; at < end; at += unit) {
            struct shadow_span span = {BASE + at, unit};
            shadow_write(&shadow, span, byte, value);
            for (uint32_t j = 0; j < unit; j++) {
                reference[at + j] = byte;
                reference[at + j].value = (uint8_t)(value >> (8 * j));
            }
        }
        shadow_settle(&shadow, BASE + start);
        if (get_random(4) == 0) {
            uint32_t marked = get_random(MEMORY - 16);
            shadow_mark(&shadow, BASE + marked, 16, SHADOW_READ);
            for (uint32_t j = 0; j < 16; j++)
                reference[marked + j].flags |= SHADOW_READ;
        }
        if (whole)
            assert_true(shadow_get(&shadow, BASE + page).store >= i);
    }
    for (uint32_t i = 0; i < MEMORY; i++) {
        struct shadow_byte byte = shadow_get(&shadow, BASE + i);
        assert_int_equal(byte.store, reference[i].store);
        assert_int_equal(byte.value, reference[i].value);
        assert_int_equal(byte.flags, reference[i].flags);
    }
    shadow_free(&shadow);
}

/* A page that eight bytes fill again and again costs one record. */
static void a_pattern_makes_a_page_uniform(void **state)
{
    struct shadow shadow;
    struct shadow_byte byte = {.store = 1, .flags = SHADOW_KNOWN};

    (void)state;
    assert_true(shadow_init(&shadow));
    for (uint32_t at = 0; at < SHADOW_PAGE_SIZE; at += 4)
        shadow_write(&shadow, (struct shadow_span){BASE + at, 4}, byte, 0xdeadbeef);
    assert_int_equal(shadow.split_count, 1);
    shadow_settle(&shadow, BASE);
    assert_int_equal(shadow.split_count, 0);
    assert_int_equal(shadow_get(&shadow, BASE + 0x801).value, 0xbe);
    shadow_write(&shadow, (struct shadow_span){BASE + 0x10, 1}, byte, 0);
    assert_int_equal(shadow.split_count, 1);
    assert_int_equal(shadow_get(&shadow, BASE + 0x13).value, 0xde);
    shadow_settle(&shadow, BASE);
    assert_int_equal(shadow.split_count, 1);
    shadow_free(&shadow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loops_keep_each_tick),
        cmocka_unit_test(a_steady_loop_is_one_record),
        cmocka_unit_test(settled_pages_keep_each_byte),
        cmocka_unit_test(a_pattern_makes_a_page_uniform),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
