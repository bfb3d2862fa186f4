/*
 * Cleans a map of N overlapping entries, ROUNDS times, each round another map.
 *
 * usage: bench_e820 N ROUNDS
 *
 * Run under callgrind, which counts e820_clean() alone; prints the number of
 * calls, by which tools/bench.sh divides.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kernel/core/e820.h"
#include "tests/bench/random.h"

/* Lengths of up to a quarter of the space that the bases are drawn from, so
 * that each entry overlaps about a quarter of the others. */
#define BASE_PAGES   0x40000u
#define LENGTH_PAGES 0x10000u
#define PAGE_SIZE    4096u

static void fill_map(struct e820_entry *raw, size_t count, uint32_t *seed)
{
    for (size_t i = 0; i < count; i++) {
        raw[i].base = (uint64_t)(random_next(seed) % BASE_PAGES) * PAGE_SIZE;
        raw[i].length = (uint64_t)(1 + random_next(seed) % LENGTH_PAGES) * PAGE_SIZE;
        raw[i].type = 1 + random_next(seed) % 5;
        raw[i].attr = 1;
    }
}

int main(int argc, char **argv)
{
    static struct e820_entry raw[E820_RAW_MAX];
    static struct e820_range clean[E820_CLEAN_MAX];
    size_t count = argc == 3 ? (size_t)atoi(argv[1]) : 0;
    int rounds = argc == 3 ? atoi(argv[2]) : 0;
    uint32_t seed = 1;
    size_t ranges = 0;

    if (count == 0 || count > E820_RAW_MAX || rounds <= 0) {
        fprintf(stderr, "usage: bench_e820 N ROUNDS (N at most %u)\n", E820_RAW_MAX);
        return 2;
    }
    for (int round = 0; round < rounds; round++) {
        fill_map(raw, count, &seed);
        ranges += e820_clean(raw, count, clean);
    }
    fprintf(stderr, "%zu ranges\n", ranges);
    printf("%d\n", rounds);
    return 0;
}
