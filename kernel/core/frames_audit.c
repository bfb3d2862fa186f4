#include "kernel/core/frames_audit.h"

#include "kernel/core/bits.h"
#include "kernel/core/crc32.h"

#define BLOCK_WORDS (FRAMES_BLOCK / BITS_WORD)

/* Continues crc over a block of bits that ends with the bits of count frames;
 * what a block lacks at the end counts as ones. */
static uint32_t checksum_bits(uint32_t crc, const uint32_t *bits, uint32_t first, uint32_t count)
{
    static const uint32_t past_the_end = BITS_WORD_FULL;
    uint32_t words = bits_words_for(count);
    uint32_t inside = first < words ? words - first : 0;

    if (inside > BLOCK_WORDS)
        inside = BLOCK_WORDS;

    crc = crc32_update(crc, bits + first, inside * sizeof(uint32_t));
    for (uint32_t i = inside; i < BLOCK_WORDS; i++)
        crc = crc32_update(crc, &past_the_end, sizeof past_the_end);
    return crc;
}

uint32_t frames_audit_checksum(const struct frames *frames, uint32_t block)
{
    uint32_t first = block * BLOCK_WORDS;
    uint32_t crc = checksum_bits(0, frames->summary[0], first, frames->count);

    return checksum_bits(crc, frames->reserved, first, frames->count);
}

/* The first bit of a level that does not say whether the word below is full
 * (where there is no word below: is not 1), or UINT32_MAX. */
static uint32_t first_wrong_bit(const struct frames *frames, unsigned level, uint32_t words_below)
{
    uint32_t bits = bits_words_for(words_below) * BITS_WORD;

    for (uint32_t bit = 0; bit < bits; bit++) {
        bool full = bit >= words_below || frames->summary[level - 1][bit] == BITS_WORD_FULL;
        if (bits_test(frames->summary[level], bit) != full)
            return bit;
    }
    return UINT32_MAX;
}

static enum status verify_summaries(const struct frames *frames, uint32_t *frame)
{
    uint32_t words = frames->capacity;

    for (unsigned level = 1; level < FRAMES_LEVELS; level++) {
        words = bits_words_for(words);
        uint32_t wrong = first_wrong_bit(frames, level, words);
        if (wrong != UINT32_MAX) {
            *frame = wrong << (level * BITS_WORD_SHIFT);
            return STATUS_CORRUPT;
        }
    }
    return STATUS_OK;
}

/* Which bits of word index are frames that are managed. */
static uint32_t managed_in_word(const struct frames *frames, uint32_t index)
{
    return index < bits_words_for(frames->count) ? bits_mask_in_word(index, 0, frames->count) : 0;
}

enum status frames_audit_verify(const struct frames *frames, uint32_t *frame)
{
    uint32_t free = 0;
    uint32_t used = 0;

    for (uint32_t i = 0; i < bits_words_for(frames->capacity); i++) {
        uint32_t taken = frames->summary[0][i];
        uint32_t inside = managed_in_word(frames, i);
        uint32_t wrong = (~taken & frames->reserved[i]) | (~frames->reserved[i] & ~inside);
        if (wrong != 0) {
            *frame = (i << BITS_WORD_SHIFT) + (uint32_t)__builtin_ctz(wrong);
            return STATUS_CORRUPT;
        }
        free += bits_count(~taken & inside);
        used += bits_count(taken & ~frames->reserved[i] & inside);
    }
    if (free != frames->free || used != frames->used) {
        *frame = FRAMES_AUDIT_COUNTS;
        return STATUS_CORRUPT;
    }
    return verify_summaries(frames, frame);
}
