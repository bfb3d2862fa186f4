/*
 * Random maps against a reference too simple to be wrong: all boundaries are
 * collected, and for each stretch between two of them every entry is asked.
 */
#include "kernel/core/e820.h"

#include <stdlib.h>

#include "tests/core/check.h"

#define ROUNDS       400000u
#define MAP_ENTRIES  16u /* of most maps; one in LARGE_EVERY is of any size */
#define LARGE_EVERY  64u
#define ADDRESSES    ((unsigned __int128)1 << 64)
#define NUMBER(wide) ((uint64_t)(wide))

typedef unsigned __int128 wide;

static int compare_wide(const void *a, const void *b)
{
    wide x = *(const wide *)a;
    wide y = *(const wide *)b;

    return (x > y) - (x < y);
}

static wide entry_end(const struct e820_entry *entry)
{
    wide end = (wide)entry->base + entry->length;

    return end > ADDRESSES ? ADDRESSES : end;
}

/* The strictest type that any entry gives to an address, 0 where none does. */
static uint32_t reference_type(const struct e820_entry *raw, size_t count, uint64_t address)
{
    static const int strictness[6] = {0, 1, 4, 2, 3, 5};
    uint32_t strictest = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t type = raw[i].type >= 1 && raw[i].type <= 5 ? raw[i].type : 2;
        if ((raw[i].attr & 1) == 0 || address < raw[i].base || address >= entry_end(&raw[i]))
            continue;
        if (strictness[type] > strictness[strictest])
            strictest = type;
    }
    return strictest;
}

static size_t reference_clean(const struct e820_entry *raw, size_t count, struct e820_range *clean)
{
    wide edges[2 * E820_RAW_MAX + 1];
    size_t edge_count = 0;
    size_t ranges = 0;
    uint32_t previous = 0;

    for (size_t i = 0; i < count; i++) {
        edges[edge_count++] = raw[i].base;
        edges[edge_count++] = entry_end(&raw[i]);
    }
    edges[edge_count++] = ADDRESSES;
    qsort(edges, edge_count, sizeof edges[0], compare_wide);
    for (size_t i = 0; i + 1 < edge_count; i++) {
        if (edges[i] == edges[i + 1])
            continue;
        uint32_t type = reference_type(raw, count, NUMBER(edges[i]));
        uint64_t last = NUMBER(edges[i + 1] - 1);
        if (type != 0 && type == previous)
            clean[ranges - 1].last = last;
        else if (type != 0)
            clean[ranges++] = (struct e820_range){NUMBER(edges[i]), last, type};
        previous = type;
    }
    return ranges;
}

/* An address near one of the places where arithmetic goes wrong. */
static uint64_t random_address(uint64_t *seed)
{
    static const uint64_t places[] = {0, 0x9f000, 0x100000, 0x800000, 1ull << 32, 1ull << 63};

    switch (random_below(seed, 6)) {
    case 0:
        return random_below(seed, 24);
    case 1:
        return (uint64_t)random_below(seed, 64) << 12;
    case 2:
        return places[random_below(seed, LENGTH_OF(places))] + random_below(seed, 9) - 4;
    case 3:
        return 0 - (uint64_t)random_below(seed, 24);
    case 4:
        return ((uint64_t)random_below(seed, 16) << 12) - 0x8000 + (1ull << 32);
    default:
        return random_next(seed) >> random_below(seed, 64);
    }
}

static struct e820_entry random_entry(uint64_t *seed)
{
    static const uint32_t types[] = {1, 1, 1, 2, 3, 4, 5, 0, 6, 12, 0xefffffffu, UINT32_MAX};
    struct e820_entry entry = {.base = random_address(seed)};

    /* By its end half the time: a base above it makes a length that wraps. */
    entry.length = random_address(seed);
    if (random_below(seed, 2) == 0)
        entry.length -= entry.base;
    if (random_below(seed, 16) == 0)
        entry.length = 0;
    entry.type = types[random_below(seed, LENGTH_OF(types))];
    entry.attr = random_below(seed, 16) == 0 ? 0xfffffffeu : 1u | random_below(seed, 16);
    return entry;
}

static size_t random_map(uint64_t *seed, struct e820_entry *raw)
{
    uint32_t limit = random_below(seed, LARGE_EVERY) == 0 ? E820_RAW_MAX : MAP_ENTRIES;
    size_t count = 1 + random_below(seed, limit);

    for (size_t i = 0; i < count; i++)
        raw[i] = random_entry(seed);
    return count;
}

static void print_map(const struct e820_entry *raw, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print_message("{0x%llx, 0x%llx, %u, 0x%x},\n", (unsigned long long)raw[i].base,
                      (unsigned long long)raw[i].length, raw[i].type, raw[i].attr);
}

static bool ranges_equal(const struct e820_range *a, const struct e820_range *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (a[i].start != b[i].start || a[i].last != b[i].last || a[i].type != b[i].type)
            return false;
    }
    return true;
}

static void random_maps_clean_as_the_reference_says(void **state)
{
    struct e820_entry raw[E820_RAW_MAX];
    struct e820_range clean[E820_CLEAN_MAX];
    struct e820_range expected[E820_CLEAN_MAX];
    uint64_t seed = 0x5eed;

    (void)state;

    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t count = random_map(&seed, raw);
        size_t expected_count = reference_clean(raw, count, expected);
        if (e820_clean(raw, count, clean) != expected_count ||
            !ranges_equal(clean, expected, expected_count)) {
            print_map(raw, count);
            fail_msg("round %u: the map above is not cleaned right", round);
        }
    }
}

/* What a reader of the clean map concludes must be what the entries say. */
static void every_edge_of_a_random_map_is_looked_up_right(void **state)
{
    struct e820_entry raw[E820_RAW_MAX];
    struct e820_range clean[E820_CLEAN_MAX];
    uint64_t seed = 0xed9e;

    (void)state;

    for (unsigned round = 0; round < ROUNDS / 10; round++) {
        size_t count = random_map(&seed, raw);
        size_t ranges = e820_clean(raw, count, clean);
        for (size_t i = 0; i < count; i++) {
            uint64_t address = raw[i].base + random_below(&seed, 3) - 1;
            const struct e820_range *found = e820_find(clean, ranges, address);
            assert_int_equal(found == NULL ? 0 : found->type, reference_type(raw, count, address));
        }
    }
}

static void every_range_of_a_random_map_has_a_source(void **state)
{
    struct e820_entry raw[E820_RAW_MAX];
    struct e820_range clean[E820_CLEAN_MAX];
    uint64_t seed = 0x50;

    (void)state;

    for (unsigned round = 0; round < ROUNDS / 10; round++) {
        size_t count = random_map(&seed, raw);
        size_t ranges = e820_clean(raw, count, clean);
        for (size_t r = 0; r < ranges; r++) {
            size_t i = 0;
            while (i < count && e820_entry_part(&raw[i], &clean[r]) != E820_PART_SOURCE)
                i++;
            assert_true(i < count);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_maps_clean_as_the_reference_says),
        cmocka_unit_test(every_edge_of_a_random_map_is_looked_up_right),
        cmocka_unit_test(every_range_of_a_random_map_has_a_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
