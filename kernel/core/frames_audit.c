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
    uint32_t inside = words - first < BLOCK_WORDS ? words - first : BLOCK_WORDS;

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

/* The first bit of a level that does not say whether the word below is full. */
static uint32_t first_wrong_bit(const struct frames *frames, unsigned level, uint32_t bits)
{
    for (uint32_t bit = 0; bit < bits; bit++) {
        bool full = frames->summary[level - 1][bit] == BITS_WORD_FULL;
        if (bits_test(frames->summary[level], bit) != full)
            return bit;
    }
    return bits;
}

static enum status verify_summaries(const struct frames *frames, uint32_t *frame)
{
    uint32_t bits = frames->count;

    for (unsigned level = 1; level < FRAMES_LEVELS; level++) {
        bits = bits_words_for(bits);
        uint32_t wrong = first_wrong_bit(frames, level, bits);
        if (wrong != bits) {
            *frame = wrong << (level * BITS_WORD_SHIFT);
            return STATUS_CORRUPT;
        }
    }
    return STATUS_OK;
}

enum status frames_audit_verify(const struct frames *frames, uint32_t *frame)
{
    uint32_t free = 0;
    uint32_t used = 0;

    for (uint32_t i = 0; i < bits_words_for(frames->count); i++) {
        uint32_t taken = frames->summary[0][i];
        uint32_t inside = bits_mask_in_word(i, 0, frames->count);
        uint32_t wrong = (~taken & frames->reserved[i]) | (~taken & ~inside);
        if (wrong != 0) {
            *frame = (i << BITS_WORD_SHIFT) + (uint32_t)__builtin_ctz(wrong);
            return STATUS_CORRUPT;
        }
        free += bits_count(~taken & inside);
        used += bits_count(taken & ~frames->reserved[i] & inside);
    }
    if (free != frames->free || used != frames->used) {
        *frame = frames->count;
        return STATUS_CORRUPT;
    }
    return verify_summaries(frames, frame);
}
