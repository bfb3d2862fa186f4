/*
 * Bitmaps in 32-bit words: bit i is bit i % 32 of word i / 32.
 *
 * Owns nothing; inline, because the frame allocator counts instructions.
 */
#ifndef STRATA_CORE_BITS_H
#define STRATA_CORE_BITS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/bytes.h"

#define BITS_WORD       32u
#define BITS_WORD_SHIFT 5u
#define BITS_WORD_FULL  0xffffffffu

/* Returns how many words hold count bits. */
static inline uint32_t bits_words_for(uint32_t count)
{
    return (count + BITS_WORD - 1) >> BITS_WORD_SHIFT;
}

/* Which bits of word index lie in [start, end), which reaches into it. */
static inline uint32_t bits_mask_in_word(uint32_t index, uint32_t start, uint32_t end)
{
    uint32_t base = index << BITS_WORD_SHIFT;
    uint32_t mask = BITS_WORD_FULL;

    if (start > base)
        mask &= BITS_WORD_FULL << (start - base);
    if (end - base < BITS_WORD)
        mask &= (1u << (end - base)) - 1;
    return mask;
}

/* Returns whether bit index is 1. */
static inline bool bits_test(const uint32_t *bits, uint32_t index)
{
    return bits[index >> BITS_WORD_SHIFT] >> (index & (BITS_WORD - 1)) & 1u;
}

static inline void bits_set(uint32_t *bits, uint32_t index)
{
    bits[index >> BITS_WORD_SHIFT] |= 1u << (index & (BITS_WORD - 1));
}

static inline void bits_clear(uint32_t *bits, uint32_t index)
{
    bits[index >> BITS_WORD_SHIFT] &= ~(1u << (index & (BITS_WORD - 1)));
}

/* Makes the bits [start, end), at least one, all 1 or all 0. The words between the
 * first and the last are filled as bytes, which is a string instruction. */
static inline void bits_write(uint32_t *bits, uint32_t start, uint32_t end, bool value)
{
    uint32_t fill = value ? BITS_WORD_FULL : 0;
    uint32_t first = start >> BITS_WORD_SHIFT;
    uint32_t last = (end - 1) >> BITS_WORD_SHIFT;
    uint32_t mask = bits_mask_in_word(first, start, end);

    bits[first] = (bits[first] & ~mask) | (fill & mask);
    if (first == last)
        return;
    mask = bits_mask_in_word(last, start, end);
    bits[last] = (bits[last] & ~mask) | (fill & mask);
    if (last - first > 1)
        bytes_fill(bits + first + 1, (unsigned char)fill, (last - first - 1) * sizeof *bits);
}

/* Returns whether the bits [start, end), at least one, are all 1. */
static inline bool bits_all_set(const uint32_t *bits, uint32_t start, uint32_t end)
{
    uint32_t first = start >> BITS_WORD_SHIFT;
    uint32_t last = (end - 1) >> BITS_WORD_SHIFT;

    if ((~bits[first] & bits_mask_in_word(first, start, end)) != 0 ||
        (~bits[last] & bits_mask_in_word(last, start, end)) != 0)
        return false;
    for (uint32_t i = first + 1; i < last; i++) {
        if (bits[i] != BITS_WORD_FULL)
            return false;
    }
    return true;
}

/* The lowest bit of [from, limit) that is 1 after its word was xored with flip,
 * or limit. */
static inline uint32_t bits_next_flipped(const uint32_t *bits, uint32_t from, uint32_t limit,
                                         uint32_t flip)
{
    while (from < limit) {
        uint32_t above = (bits[from >> BITS_WORD_SHIFT] ^ flip) >> (from & (BITS_WORD - 1));
        if (above != 0) {
            from += (uint32_t)__builtin_ctz(above);
            return from < limit ? from : limit;
        }
        from = (from | (BITS_WORD - 1)) + 1;
    }
    return limit;
}

/* The lowest bit of [from, limit) that is 1, or that is 0; or limit. */
static inline uint32_t bits_next_set(const uint32_t *bits, uint32_t from, uint32_t limit)
{
    return bits_next_flipped(bits, from, limit, 0);
}

static inline uint32_t bits_next_clear(const uint32_t *bits, uint32_t from, uint32_t limit)
{
    return bits_next_flipped(bits, from, limit, BITS_WORD_FULL);
}

/* Returns how many bits of a word are 1, summed in parallel. By hand: the builtin calls
 * a run-time library that a freestanding kernel does not have. */
static inline uint32_t bits_count(uint32_t word)
{
    word -= word >> 1 & 0x55555555u;
    word = (word & 0x33333333u) + (word >> 2 & 0x33333333u);
    word = (word + (word >> 4)) & 0x0f0f0f0fu;
    return word * 0x01010101u >> 24;
}

#endif
