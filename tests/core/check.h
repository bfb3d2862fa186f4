/*
 * What every unit test of the core includes: cmocka, in the order it wants its
 * own headers, and numbers that look random and come again.
 */
#ifndef STRATA_TESTS_CORE_CHECK_H
#define STRATA_TESTS_CORE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof(array)[0])

/* The next number of the sequence that *state stands in (xorshift64*, Vigna
 * 2016); *state starts as anything but 0. */
static inline uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dull;
}

/* A number below limit. */
static inline uint32_t random_below(uint64_t *state, uint32_t limit)
{
    return (uint32_t)((random_next(state) >> 32) * limit >> 32);
}

#endif
