#include "kernel/core/frames.h"

#include "kernel/core/bits.h"
#include "kernel/core/bytes.h"

#define CHUNK_SHIFT 6u
/* Where the words with a bit for 32 frames begin in the tree. */
#define LEVEL_2 (1u + BITS_WORD)

_Static_assert(1u << CHUNK_SHIFT == FRAMES_CHUNK, "a chunk is a power of two");
_Static_assert(FRAMES_MAX == 1u << (FRAMES_LEVELS * BITS_WORD_SHIFT),
               "the levels cover all frames");
_Static_assert(FRAMES_TREE_WORDS == 1 + BITS_WORD + BITS_WORD * BITS_WORD,
               "three levels above the bitmap");

/* 64 frames to a changed bit: a worst chunk, 64 runs of one frame, still fits one
 * telemetry record, and all chunks of 4 GiB are two pages of bits. */
static uint32_t chunks_for(uint32_t frame_count)
{
    return (frame_count + FRAMES_CHUNK - 1) >> CHUNK_SHIFT;
}

/* The word above a word of the tree, and which of its bits stands for that. */
static inline uint32_t word_above(uint32_t word)
{
    return (word - 1) >> BITS_WORD_SHIFT;
}

static inline uint32_t bit_above(uint32_t word)
{
    return 1u << ((word - 1) & (BITS_WORD - 1));
}

/* Whether a frame is free in or below a word of the tree. */
static inline bool word_has_room(const struct frames *frames, uint32_t word)
{
    return frames->tree[word] != (word < FRAMES_TREE_WORDS ? 0 : BITS_WORD_FULL);
}

/* One allocation for all, so that the heap's list has one line for it. */
size_t frames_memory_size(uint32_t capacity)
{
    size_t words = 2 * bits_words_for(capacity) + bits_words_for(chunks_for(capacity));

    return (FRAMES_TREE_WORDS + words) * sizeof(uint32_t);
}

void frames_init(struct frames *frames, void *memory, uint32_t count, uint32_t capacity)
{
    uint32_t words = bits_words_for(capacity);

    *frames = (struct frames){.count = count, .capacity = capacity, .tree = memory};
    /* All ones is at once "taken", "reserved" and "changed": a reader is told of
     * every frame, and what lies past the end can never be handed out. */
    bytes_fill(memory, 0xff, frames_memory_size(capacity));
    bytes_fill(memory, 0, FRAMES_TREE_WORDS * sizeof(uint32_t));
    frames->tree_words = FRAMES_TREE_WORDS + words;
    frames->bitmap = frames->tree + FRAMES_TREE_WORDS;
    frames->reserved = frames->bitmap + words;
    frames->changed = frames->reserved + words;
}

static inline void mark_changed(struct frames *frames, uint32_t frame)
{
    bits_set(frames->changed, frame >> CHUNK_SHIFT);
}

/* Clears the frame's bit; a word that had no room sets its bit one level up. */
static inline void give_bit(struct frames *frames, uint32_t frame)
{
    uint32_t word = FRAMES_TREE_WORDS + (frame >> BITS_WORD_SHIFT);
    bool had_room = word_has_room(frames, word);

    frames->tree[word] &= ~(1u << (frame & (BITS_WORD - 1)));
    while (!had_room && word != 0) {
        uint32_t bit = bit_above(word);
        word = word_above(word);
        had_room = word_has_room(frames, word);
        frames->tree[word] |= bit;
    }
}

/* Sets or clears the bits of [start, end) in the bitmap, word by word, and
 * brings the levels above and the changed bits up to date. */
static void write_range(struct frames *frames, uint32_t start, uint32_t end, bool taken)
{
    uint32_t first = FRAMES_TREE_WORDS + (start >> BITS_WORD_SHIFT);
    uint32_t last = FRAMES_TREE_WORDS + ((end - 1) >> BITS_WORD_SHIFT);

    for (uint32_t i = start >> BITS_WORD_SHIFT; i <= (end - 1) >> BITS_WORD_SHIFT; i++) {
        uint32_t mask = bits_mask_in_word(i, start, end);
        frames->bitmap[i] = taken ? frames->bitmap[i] | mask : frames->bitmap[i] & ~mask;
        mark_changed(frames, i << BITS_WORD_SHIFT);
    }
    /* Each level is brought up to date from the one below: the inner words that
     * stand for [first, last] shrink 32-fold a level. */
    for (; first != 0; first = word_above(first), last = word_above(last)) {
        for (uint32_t word = first; word <= last; word++) {
            uint32_t *above = &frames->tree[word_above(word)];
            uint32_t bit = bit_above(word);
            *above = word_has_room(frames, word) ? *above | bit : *above & ~bit;
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

/* All are looked at first: a frame released twice is a mistake of the set-up,
 * and must not be counted twice. */
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

/* The lowest 1 of an inner word. Of a damaged word that has none the highest bit:
 * the way down then ends behind the bitmap, at a full word, or at a frame that is
 * free after all. */
static inline uint32_t lowest_room(uint32_t word)
{
    return (uint32_t)__builtin_ctz(word | 1u << (BITS_WORD - 1));
}

/* Clears the lowest 1 of an inner word, the one the way down took; says whether
 * none is left. */
static inline bool clear_lowest_room(uint32_t *word)
{
    *word &= *word - 1;
    return *word == 0;
}

/* Out of the way of frames_alloc(), which keeps its values in registers then.
 * Why nothing can be taken: all is, or the tree is wrong. */
static __attribute__((noinline)) enum status refuse_alloc(struct frames *frames)
{
    if (frames->free != 0)
        return STATUS_CORRUPT;
    frames->refused_no_memory++;
    return STATUS_NO_MEMORY;
}

enum status frames_alloc(struct frames *frames, uint32_t *frame)
{
    /* Straight down, no loop: the count of instructions is the same for the first
     * frame of an empty machine and the last of a full one. */
    uint32_t *tree = frames->tree;
    uint32_t level_1 = 1 + lowest_room(tree[0]);
    uint32_t level_2 = level_1 * BITS_WORD + 1 + lowest_room(tree[level_1]);
    uint32_t leaf = level_2 * BITS_WORD + 1 + lowest_room(tree[level_2]);

    if (leaf >= frames->tree_words || tree[leaf] == BITS_WORD_FULL)
        return refuse_alloc(frames);
    uint32_t taken = tree[leaf];
    uint32_t index = (leaf - FRAMES_TREE_WORDS) * BITS_WORD + (uint32_t)__builtin_ctz(~taken);
    frames->free--;
    tree[leaf] = taken | (taken + 1); /* sets the lowest 0 */
    if (tree[leaf] == BITS_WORD_FULL && clear_lowest_room(&tree[level_2]) &&
        clear_lowest_room(&tree[level_1]))
        clear_lowest_room(&tree[0]);
    mark_changed(frames, index);
    frames->used++;
    *frame = index;
    return STATUS_OK;
}

/* The lowest frame of [from, count) whose bit is not taken, or count. Full
 * words are passed over by the level above. */
static uint32_t next_free(const struct frames *frames, uint32_t from)
{
    while (from < frames->count) {
        uint32_t word = frames->bitmap[from >> BITS_WORD_SHIFT];
        uint32_t above = ~word >> (from & (BITS_WORD - 1));
        if (above != 0) {
            from += (uint32_t)__builtin_ctz(above);
            return from < frames->count ? from : frames->count;
        }
        from = (from | (BITS_WORD - 1)) + 1;
        /* Only at a boundary of the level above does its word speak for all that
         * follows: the rest of a group may have been passed already. */
        if (from % (BITS_WORD * BITS_WORD) == 0) {
            while (from < frames->count && frames->tree[LEVEL_2 + (from >> 10)] == 0)
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
        uint32_t taken = bits_next_set(frames->bitmap, first, first + length);
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
    /* More than is free at all: no need to look, a search would read every word. */
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

/* In this order: outside has no bits, and a reserved frame's bit in the bitmap
 * is 1 as well. */
static enum status check_frame(const struct frames *frames, uint32_t frame)
{
    if (frame >= frames->count)
        return STATUS_RANGE;
    if (bits_test(frames->reserved, frame))
        return STATUS_RESERVED;
    return bits_test(frames->bitmap, frame) ? STATUS_OK : STATUS_NOT_ALLOCATED;
}

/* Refusals are counted because each is a mistake of the caller; mem warns of them. */
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

/* Checked whole before anything is written: a run is given back entirely or not
 * at all, so that a refused call can be repeated after it was put right. */
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
    if (!bits_test(frames->bitmap, frame))
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
        uint32_t taken = frames->bitmap[frame >> BITS_WORD_SHIFT];
        uint32_t reserved = frames->reserved[frame >> BITS_WORD_SHIFT];
        /* The bits of a word that are not in this state: 32 frames a step. */
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

/* For the sentence of a refusal: whether fewer frames would have done. */
uint32_t frames_longest_free(const struct frames *frames)
{
    uint32_t longest = 0;

    for (uint32_t first = next_free(frames, 0); first < frames->count;) {
        uint32_t end = bits_next_set(frames->bitmap, first, frames->count);
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
