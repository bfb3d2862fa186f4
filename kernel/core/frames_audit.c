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
    uint32_t crc = checksum_bits(0, frames->bitmap, first, frames->count);

    return checksum_bits(crc, frames->reserved, first, frames->count);
}

/* Whether a frame is free in or below a word of the tree; no frame is where the
 * bitmap has no word. */
static bool word_has_room(const struct frames *frames, uint32_t word)
{
    if (word < FRAMES_TREE_WORDS)
        return frames->tree[word] != 0;
    return word - FRAMES_TREE_WORDS < bits_words_for(frames->capacity) &&
           frames->tree[word] != BITS_WORD_FULL;
}

/* Names the first frame below the first word of which the word above is wrong. */
static enum status verify_tree(const struct frames *frames, uint32_t *frame)
{
    for (uint32_t above = 0; above < FRAMES_TREE_WORDS; above++) {
        for (uint32_t bit = 0; bit < BITS_WORD; bit++) {
            uint32_t word = above * BITS_WORD + 1 + bit;
            if (word_has_room(frames, word) == (frames->tree[above] >> bit & 1u))
                continue;
            while (word < FRAMES_TREE_WORDS)
                word = word * BITS_WORD + 1;
            *frame = (word - FRAMES_TREE_WORDS) << BITS_WORD_SHIFT;
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
        uint32_t taken = frames->bitmap[i];
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
    return verify_tree(frames, frame);
}
