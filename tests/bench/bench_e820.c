/*
 * Cleaning memory maps whose entries overlap, each round another map.
 */
#include "kernel/core/e820.h"

#include "kernel/core/units.h"
#include "tests/bench/bench.h"

#define ROUNDS 100u
/* Lengths of up to a quarter of the space that the bases are drawn from, so
 * that each entry overlaps about a quarter of the others. */
#define BASE_PAGES   0x40000u
#define LENGTH_PAGES 0x10000u

static struct e820_entry raw[E820_RAW_MAX];
static struct e820_range clean[E820_CLEAN_MAX];

static void fill_map(uint32_t count, uint32_t *seed)
{
    for (uint32_t i = 0; i < count; i++) {
        raw[i].base = (uint64_t)(bench_random(seed) % BASE_PAGES) * FRAME_SIZE;
        raw[i].length = (uint64_t)(1 + bench_random(seed) % LENGTH_PAGES) * FRAME_SIZE;
        raw[i].type = 1 + bench_random(seed) % 5;
        raw[i].attr = 1;
    }
}

/* By base, as most BIOSes give their map. */
static void sort_map(uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct e820_entry moving = raw[i];
        uint32_t j = i;
        for (; j > 0 && raw[j - 1].base > moving.base; j--)
            raw[j] = raw[j - 1];
        raw[j] = moving;
    }
}

static void clean_maps(const char *name, uint32_t count, bool sorted)
{
    struct bench_call call = {(void *)e820_clean, {(uint32_t)raw, count, (uint32_t)clean}, 0};
    struct bench_sum sum = {0};
    uint32_t seed = 1;

    for (uint32_t round = 0; round < ROUNDS; round++) {
        fill_map(count, &seed);
        if (sorted)
            sort_map(count);
        bench_count(&sum, &call);
    }
    bench_print(&sum, name, count);
}

void bench_e820(void)
{
    static const uint32_t counts[] = {6, 32, 128};

    for (uint32_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        clean_maps("clean random %u", counts[i], false);
        clean_maps("clean sorted %u", counts[i], true);
    }
}
