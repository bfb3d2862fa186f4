#include "kernel/core/frames_audit.h"

#include "kernel/core/bits.h"
#include "kernel/core/crc32.h"
#include "kernel/core/frames_bounds.h"

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

/* Returns whether a frame is free in or below a word of the tree; no frame is where the
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

/* No frame may be free below the word where the allocator begins to look, nor
 * between that and the second one. */
static enum status verify_lowest(const struct frames *frames, uint32_t *frame)
{
    uint32_t after = (frames->lowest + 1) << BITS_WORD_SHIFT;
    uint32_t second = frames->second << BITS_WORD_SHIFT;

    *frame = bits_next_clear(frames->bitmap, 0, frames->lowest << BITS_WORD_SHIFT);
    if (*frame < frames->lowest << BITS_WORD_SHIFT)
        return STATUS_CORRUPT;
    *frame = bits_next_clear(frames->bitmap, after, second);
    return *frame < second ? STATUS_CORRUPT : STATUS_OK;
}

/* Returns how many frames are free at the start of [start, end), side by side in it, and at
 * its end: run by run, and not as the allocator reads a group. */
static struct frames_bounds measure(const struct frames *frames, uint32_t start, uint32_t end)
{
    struct frames_bounds b = {0};

    for (uint32_t at = bits_next_clear(frames->bitmap, start, end); at < end;) {
        uint32_t run_end = bits_next_set(frames->bitmap, at, end);
        uint32_t length = run_end - at;
        if (at == start)
            b.start = length;
        if (run_end == end)
            b.end = length;
        if (length > b.longest)
            b.longest = length;
        at = bits_next_clear(frames->bitmap, run_end, end);
    }
    return b;
}

/* Returns whether the bounds hold, none of them too small. Nothing follows the last frame,
 * so no run goes on there. */
static bool bounds_hold(const struct frames *frames, uint32_t start, uint32_t size,
                        struct frames_bounds b)
{
    bool last = frames->count - start < size;
    struct frames_bounds is = measure(frames, start, last ? frames->count : start + size);

    return is.longest <= b.longest && is.start <= b.start && (last || is.end <= b.end);
}

/* Names the first frame of a group, or of a section, whose bounds do not hold. */
static enum status verify_bounds(const struct frames *frames, uint32_t *frame)
{
    uint32_t section_size = FRAMES_GROUP * FRAMES_SECTION_GROUPS;

    for (*frame = 0; *frame < frames->count; *frame += FRAMES_GROUP) {
        if (!bounds_hold(frames, *frame, FRAMES_GROUP,
                         bounds_unpack(frames->groups[*frame / FRAMES_GROUP])))
            return STATUS_CORRUPT;
    }
    for (*frame = 0; *frame < frames->count; *frame += section_size) {
        const struct frames_bounds *b = &frames->sections[*frame / section_size];
        if (b->longest != BOUNDS_UNKNOWN && !bounds_hold(frames, *frame, section_size, *b))
            return STATUS_CORRUPT;
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
    enum status status = verify_tree(frames, frame);
    if (status == STATUS_OK)
        status = verify_lowest(frames, frame);
    return status == STATUS_OK ? verify_bounds(frames, frame) : status;
}
