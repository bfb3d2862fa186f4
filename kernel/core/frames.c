#include "kernel/core/frames.h"

#include "kernel/core/bits.h"
#include "kernel/core/bytes.h"

#define CHUNK_SHIFT 6u

_Static_assert(1u << CHUNK_SHIFT == FRAMES_CHUNK, "a chunk is a power of two");
_Static_assert(FRAMES_MAX == 1u << (FRAMES_LEVELS * BITS_WORD_SHIFT),
               "the levels cover all frames");

static uint32_t chunks_for(uint32_t frame_count)
{
    return (frame_count + FRAMES_CHUNK - 1) >> CHUNK_SHIFT;
}

size_t frames_memory_size(uint32_t capacity)
{
    uint32_t bits = capacity;
    size_t words = bits_words_for(capacity) + bits_words_for(chunks_for(capacity));

    for (unsigned level = 0; level < FRAMES_LEVELS; level++) {
        bits = bits_words_for(bits);
        words += bits;
    }
    return words * sizeof(uint32_t);
}

void frames_init(struct frames *frames, void *memory, uint32_t count, uint32_t capacity)
{
    uint32_t *next = memory;
    uint32_t bits = capacity;

    bytes_fill(memory, 0xff, frames_memory_size(capacity));
    *frames = (struct frames){.count = count, .capacity = capacity};
    for (unsigned level = 0; level < FRAMES_LEVELS; level++) {
        bits = bits_words_for(bits);
        frames->summary[level] = next;
        next += bits;
    }
    frames->reserved = next;
    frames->changed = next + bits_words_for(capacity);
}

static inline void mark_changed(struct frames *frames, uint32_t frame)
{
    bits_set(frames->changed, frame >> CHUNK_SHIFT);
}

/* Sets the frame's bit; a word that becomes full sets its bit one level up. */
static inline void take_bit(struct frames *frames, uint32_t frame)
{
    for (unsigned level = 0; level < FRAMES_LEVELS; level++) {
        uint32_t *word = &frames->summary[level][frame >> BITS_WORD_SHIFT];
        *word |= 1u << (frame & (BITS_WORD - 1));
        if (*word != BITS_WORD_FULL)
            return;
        frame >>= BITS_WORD_SHIFT;
    }
}

/* Clears the frame's bit; a word that was full clears its bit one level up. */
static inline void give_bit(struct frames *frames, uint32_t frame)
{
    for (unsigned level = 0; level < FRAMES_LEVELS; level++) {
        uint32_t *word = &frames->summary[level][frame >> BITS_WORD_SHIFT];
        uint32_t before = *word;
        *word = before & ~(1u << (frame & (BITS_WORD - 1)));
        if (before != BITS_WORD_FULL)
            return;
        frame >>= BITS_WORD_SHIFT;
    }
}

/* Sets or clears the bits of [start, end) in the bitmap, word by word, and
 * brings the levels above and the changed bits up to date. */
static void write_range(struct frames *frames, uint32_t start, uint32_t end, bool taken)
{
    for (uint32_t i = start >> BITS_WORD_SHIFT; i <= (end - 1) >> BITS_WORD_SHIFT; i++) {
        uint32_t mask = bits_mask_in_word(i, start, end);
        uint32_t *word = &frames->summary[0][i];
        *word = taken ? *word | mask : *word & ~mask;
        mark_changed(frames, i << BITS_WORD_SHIFT);
    }
    for (unsigned level = 1; level < FRAMES_LEVELS; level++) {
        start >>= BITS_WORD_SHIFT;
        end = ((end - 1) >> BITS_WORD_SHIFT) + 1;
        for (uint32_t bit = start; bit < end; bit++) {
            uint32_t *word = &frames->summary[level][bit >> BITS_WORD_SHIFT];
            uint32_t mask = 1u << (bit & (BITS_WORD - 1));
            bool full = frames->summary[level - 1][bit] == BITS_WORD_FULL;
            *word = full ? *word | mask : *word & ~mask;
        }
    }
}

enum status frames_grow(struct frames *frames, uint32_t count)
{
    if (count < frames->count || count > frames->capacity)
        return STATUS_RANGE;
    for (uint32_t frame = frames->count; frame < count; frame += FRAMES_CHUNK)
        mark_changed(frames, frame);
    if (count > frames->count)
        mark_changed(frames, count - 1);
    frames->count = count;
    return STATUS_OK;
}

enum status frames_release(struct frames *frames, uint32_t start, uint32_t end)
{
    if (start >= end || end > frames->count)
        return STATUS_RANGE;
    for (uint32_t i = start >> BITS_WORD_SHIFT; i <= (end - 1) >> BITS_WORD_SHIFT; i++) {
        if ((~frames->reserved[i] & bits_mask_in_word(i, start, end)) != 0)
            return STATUS_ARGUMENT;
    }
    for (uint32_t i = start >> BITS_WORD_SHIFT; i <= (end - 1) >> BITS_WORD_SHIFT; i++)
        frames->reserved[i] &= ~bits_mask_in_word(i, start, end);
    write_range(frames, start, end, false);
    frames->free += end - start;
    return STATUS_OK;
}

enum status frames_alloc(struct frames *frames, uint32_t *frame)
{
    uint32_t index = 0;

    if (frames->free == 0) {
        frames->refused_no_memory++;
        return STATUS_NO_MEMORY;
    }
    for (unsigned level = FRAMES_LEVELS; level-- > 0;) {
        uint32_t word = frames->summary[level][index];
        if (word == BITS_WORD_FULL)
            return STATUS_CORRUPT;
        index = index << BITS_WORD_SHIFT | (uint32_t)__builtin_ctz(~word);
    }
    take_bit(frames, index);
    mark_changed(frames, index);
    frames->free--;
    frames->used++;
    *frame = index;
    return STATUS_OK;
}

/* The lowest frame of [from, count) whose bit is not taken, or count. Full
 * words are passed over by the level above. */
static uint32_t next_free(const struct frames *frames, uint32_t from)
{
    while (from < frames->count) {
        uint32_t word = frames->summary[0][from >> BITS_WORD_SHIFT];
        uint32_t above = ~word >> (from & (BITS_WORD - 1));
        if (above != 0) {
            from += (uint32_t)__builtin_ctz(above);
            return from < frames->count ? from : frames->count;
        }
        from = (from | (BITS_WORD - 1)) + 1;
        if (from % (BITS_WORD * BITS_WORD) == 0) {
            while (from < frames->count && frames->summary[1][from >> 10] == BITS_WORD_FULL)
                from += BITS_WORD * BITS_WORD;
        }
    }
    return frames->count;
}

/* The lowest aligned free run of length frames, or count where there is none. */
static uint32_t find_run(const struct frames *frames, uint32_t length, uint32_t align)
{
    uint32_t first = next_free(frames, 0);

    while (first < frames->count) {
        first = (first + align - 1) & ~(align - 1);
        if (first >= frames->count || length > frames->count - first)
            return frames->count;
        uint32_t taken = bits_next_set(frames->summary[0], first, first + length);
        if (taken == first + length)
            return first;
        first = next_free(frames, taken);
    }
    return frames->count;
}

enum status frames_alloc_run(struct frames *frames, uint32_t length, uint32_t align,
                             uint32_t *first)
{
    if (length == 0 || align == 0 || (align & (align - 1)) != 0 || align > FRAMES_MAX)
        return STATUS_ARGUMENT;
    uint32_t found = length > frames->free ? frames->count : find_run(frames, length, align);
    if (found == frames->count) {
        frames->refused_no_memory++;
        return STATUS_NO_MEMORY;
    }
    write_range(frames, found, found + length, true);
    frames->free -= length;
    frames->used += length;
    *first = found;
    return STATUS_OK;
}

static enum status check_frame(const struct frames *frames, uint32_t frame)
{
    if (frame >= frames->count)
        return STATUS_RANGE;
    if (bits_test(frames->reserved, frame))
        return STATUS_RESERVED;
    return bits_test(frames->summary[0], frame) ? STATUS_OK : STATUS_NOT_ALLOCATED;
}

static enum status count_refusal(struct frames *frames, enum status status)
{
    if (status == STATUS_RANGE)
        frames->refused_range++;
    else if (status == STATUS_RESERVED)
        frames->refused_reserved++;
    else if (status == STATUS_NOT_ALLOCATED)
        frames->refused_not_allocated++;
    return status;
}

enum status frames_free(struct frames *frames, uint32_t frame)
{
    enum status status = check_frame(frames, frame);

    if (status != STATUS_OK)
        return count_refusal(frames, status);
    give_bit(frames, frame);
    mark_changed(frames, frame);
    frames->free++;
    frames->used--;
    return STATUS_OK;
}

enum status frames_check_free(const struct frames *frames, uint32_t first, uint32_t length,
                              uint32_t *frame)
{
    if (length == 0)
        return STATUS_ARGUMENT;
    for (uint32_t i = 0; i < length; i++) {
        *frame = first + i;
        enum status status = *frame < first ? STATUS_RANGE : check_frame(frames, *frame);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status frames_free_run(struct frames *frames, uint32_t first, uint32_t length)
{
    uint32_t frame;
    enum status status = frames_check_free(frames, first, length, &frame);

    if (status != STATUS_OK)
        return count_refusal(frames, status);
    write_range(frames, first, first + length, false);
    frames->free += length;
    frames->used -= length;
    return STATUS_OK;
}

enum frame_state frames_state(const struct frames *frames, uint32_t frame)
{
    if (!bits_test(frames->summary[0], frame))
        return FRAME_FREE;
    return bits_test(frames->reserved, frame) ? FRAME_RESERVED : FRAME_USED;
}

const char *frames_state_name(enum frame_state state)
{
    static const char *const names[] = {"free", "used", "reserved"};

    return names[state];
}

uint32_t frames_run_end(const struct frames *frames, uint32_t start, uint32_t limit)
{
    enum frame_state state = frames_state(frames, start);
    uint32_t frame = start;

    if (limit > frames->count)
        limit = frames->count;
    while (frame < limit) {
        uint32_t taken = frames->summary[0][frame >> BITS_WORD_SHIFT];
        uint32_t reserved = frames->reserved[frame >> BITS_WORD_SHIFT];
        uint32_t differs = state == FRAME_FREE       ? taken
                           : state == FRAME_RESERVED ? ~reserved
                                                     : ~taken | reserved;
        differs >>= frame & (BITS_WORD - 1);
        if (differs != 0) {
            frame += (uint32_t)__builtin_ctz(differs);
            break;
        }
        frame = (frame | (BITS_WORD - 1)) + 1;
    }
    return frame < limit ? frame : limit;
}

uint32_t frames_longest_free(const struct frames *frames)
{
    uint32_t longest = 0;

    for (uint32_t first = next_free(frames, 0); first < frames->count;) {
        uint32_t end = bits_next_set(frames->summary[0], first, frames->count);
        if (end - first > longest)
            longest = end - first;
        first = next_free(frames, end);
    }
    return longest;
}

uint32_t frames_reserved_count(const struct frames *frames)
{
    return frames->count - frames->free - frames->used;
}

uint32_t frames_changed_next(const struct frames *frames, uint32_t from)
{
    uint32_t chunks = chunks_for(frames->count);
    uint32_t found = bits_next_set(frames->changed, from, chunks);

    return found < chunks ? found : UINT32_MAX;
}

uint32_t frames_changed_end(const struct frames *frames, uint32_t from)
{
    return bits_next_clear(frames->changed, from, chunks_for(frames->count));
}

void frames_changed_clear(struct frames *frames, uint32_t chunk)
{
    bits_clear(frames->changed, chunk);
}
