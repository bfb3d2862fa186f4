/*
 * A repeatable source of numbers for benchmarks: the same seed gives the same
 * run on every machine. xorshift32 (G. Marsaglia, Xorshift RNGs, 2003).
 */
#ifndef STRATA_BENCH_RANDOM_H
#define STRATA_BENCH_RANDOM_H

#include <stdint.h>

/* The next number after *seed, which must not be zero and becomes it. */
static inline uint32_t random_next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

#endif
