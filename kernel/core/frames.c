#include "kernel/core/frames.h"

#include "kernel/core/bits.h"
#include "kernel/core/bytes.h"
#include "kernel/core/frames_bounds.h"
#include "kernel/core/frames_tree.h"

#define CHUNK_SHIFT 6u
_Static_assert(1u << CHUNK_SHIFT == FRAMES_CHUNK, "a chunk is a power of two");

/* 64 frames to a changed bit: a worst chunk, 64 runs of one frame, still fits one
 * telemetry record, and all chunks of 4 GiB are two pages of bits. */
static uint32_t chunks_for(uint32_t frame_count)
{
    return (frame_count + FRAMES_CHUNK - 1) >> CHUNK_SHIFT;
}

/* All bitmaps share one allocation, so that the heap's list has one line for it. */
size_t frames_memory_size(uint32_t capacity)
{
    size_t words =
        2 * bits_words_for(capacity) + bits_words_for(chunks_for(capacity)) + groups_for(capacity);

    return (FRAMES_TREE_WORDS + words) * sizeof(uint32_t);
}

void frames_init(struct frames *frames, void *memory, uint32_t count, uint32_t capacity)
{
    uint32_t words = bits_words_for(capacity);

    *frames = (struct frames){.count = count, .capacity = capacity, .tree = memory};
    /* All ones means "taken", "reserved" and "changed" at once: every frame is sent to the
     * telemetry reader, and bits past the end can never be handed out. */
    bytes_fill(memory, 0xff, frames_memory_size(capacity));
    bytes_fill(memory, 0, FRAMES_TREE_WORDS * sizeof(uint32_t));
    frames->tree_words = FRAMES_TREE_WORDS + words;
    frames->bitmap = frames->tree + FRAMES_TREE_WORDS;
    frames->reserved = frames->bitmap + words;
    frames->changed = frames->reserved + words;
    frames->groups = frames->changed + bits_words_for(chunks_for(capacity));
    bounds_forget(frames);
}

static inline void mark_changed(struct frames *frames, uint32_t frame)
{
    bits_set(frames->changed, frame >> CHUNK_SHIFT);
}

/* Room has come to a word of the bitmap: the two lowest words are kept. What lies
 * between a new lowest word and the old one was full before. */
static inline void note_lowest(struct frames *frames, uint32_t word)
{
    if (word < frames->lowest) {
        frames->second = frames->lowest;
        frames->lowest = word;
    } else if (word < frames->second && word != frames->lowest) {
        frames->second = word;
    }
}

/* Sets or clears the bits of [start, end) in the bitmap by whole words, and brings
 * all that depends on them up to date. */
static void write_range(struct frames *frames, uint32_t start, uint32_t end, bool taken)
{
    uint32_t first = start >> BITS_WORD_SHIFT;
    uint32_t last = (end - 1) >> BITS_WORD_SHIFT;

    bits_write(frames->bitmap, start, end, taken);
    bits_write(frames->changed, start >> CHUNK_SHIFT, ((end - 1) >> CHUNK_SHIFT) + 1, true);
    if (taken) {
        bounds_note_taken(frames, start, end);
        tree_note_full_range(frames, first, last);
    } else {
        bounds_forget_range(frames, start, end);
        tree_note_room_range(frames, first, last);
        note_lowest(frames, first);
        if (frames->lowest == first)
            frames->second = first; /* the words after it have room as well */
    }
}

enum status frames_grow(struct frames *frames, uint32_t count)
{
    if (count < frames->count || count > frames->capacity)
        return STATUS_RANGE;
    if (count > frames->count)
        bits_write(frames->changed, frames->count >> CHUNK_SHIFT, chunks_for(count), true);
    frames->count = count;
    return STATUS_OK;
}

/* All are looked at first: a frame released twice is a mistake of the set-up,
 * and must not be counted twice. */
enum status frames_release(struct frames *frames, uint32_t start, uint32_t end)
{
    if (start >= end || end > frames->count)
        return STATUS_RANGE;
    if (!bits_all_set(frames->reserved, start, end))
        return STATUS_ARGUMENT;
    bits_write(frames->reserved, start, end, false);
    write_range(frames, start, end, false);
    frames->free += end - start;
    return STATUS_OK;
}

/* This is a function of its own, so that frames_alloc() keeps its values in registers. */
static __attribute__((noinline)) bool find_lowest(struct frames *frames)
{
    uint32_t word = tree_lowest_word(frames);

    if (word == TREE_NO_WORD)
        return false;
    frames->lowest = word;
    frames->second = word;
    return true;
}

/* Returns why no frame can be taken: all are taken, or the tree is wrong. */
static enum status refuse_alloc(struct frames *frames)
{
    if (frames->free != 0)
        return STATUS_CORRUPT;
    frames->refused_no_memory++;
    return STATUS_NO_MEMORY;
}

enum status frames_alloc(struct frames *frames, uint32_t *frame)
{
    uint32_t *word = &frames->bitmap[frames->lowest];

    if (*word == BITS_WORD_FULL) {
        if (!find_lowest(frames))
            return refuse_alloc(frames);
        word = &frames->bitmap[frames->lowest];
    }
    uint32_t taken = *word;
    uint32_t index = frames->lowest << BITS_WORD_SHIFT | (uint32_t)__builtin_ctz(~taken);
    *frame = index;
    mark_changed(frames, index);
    frames->free--;
    frames->used++;
    taken |= taken + 1; /* sets the lowest 0 */
    *word = taken;
    if (taken == BITS_WORD_FULL) {
        uint32_t full = frames->lowest;
        frames->lowest = frames->second;
        tree_note_full(frames, full);
    }
    return STATUS_OK;
}

enum status frames_alloc_run(struct frames *frames, uint32_t length, uint32_t align,
                             uint32_t *first)
{
    if (length == 0 || align == 0 || (align & (align - 1)) != 0 || align > FRAMES_MAX)
        return STATUS_ARGUMENT;
    if (length == 1 && align == 1)
        return frames_alloc(frames, first);
    /* A request for more than all free frames needs no search. */
    uint32_t found = length > frames->free ? frames->count : bounds_find_run(frames, length, align);
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
    uint32_t word = frame >> BITS_WORD_SHIFT;

    if (frame >= frames->count)
        return count_refusal(frames, STATUS_RANGE);
    uint32_t taken = frames->bitmap[word];
    uint32_t bit = 1u << (frame & (BITS_WORD - 1));
    if ((taken & ~frames->reserved[word] & bit) == 0)
        return count_refusal(frames, check_frame(frames, frame));
    frames->bitmap[word] = taken ^ bit;
    mark_changed(frames, frame);
    frames->groups[frame >> GROUP_SHIFT] = BOUNDS_UNKNOWN;
    frames->sections[frame >> SECTION_SHIFT].longest = BOUNDS_UNKNOWN;
    frames->free++;
    frames->used--;
    note_lowest(frames, word);
    if (taken == BITS_WORD_FULL)
        tree_note_room(frames, word);
    return STATUS_OK;
}

enum status frames_check_free(const struct frames *frames, uint32_t first, uint32_t length,
                              uint32_t *frame)
{
    uint32_t end = length > UINT32_MAX - first ? UINT32_MAX : first + length;
    uint32_t inside = end < frames->count ? end : frames->count;

    *frame = first;
    if (length == 0)
        return STATUS_ARGUMENT;
    /* A word at a time; the frame that is not used is then asked for its reason. */
    while (*frame < inside) {
        uint32_t word = *frame >> BITS_WORD_SHIFT;
        uint32_t used = frames->bitmap[word] & ~frames->reserved[word];
        uint32_t wrong = ~used & bits_mask_in_word(word, *frame, inside);
        if (wrong != 0) {
            *frame = (word << BITS_WORD_SHIFT) + (uint32_t)__builtin_ctz(wrong);
            return check_frame(frames, *frame);
        }
        *frame = (*frame | (BITS_WORD - 1)) + 1;
    }
    if (end <= frames->count)
        return STATUS_OK;
    *frame = first > frames->count ? first : frames->count;
    return STATUS_RANGE;
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

/* The sentence of a refusal needs this length. Refusals are rare, so it simply reads
 * the bitmap. */
uint32_t frames_longest_free(const struct frames *frames)
{
    uint32_t longest = 0;

    for (uint32_t first = bits_next_clear(frames->bitmap, 0, frames->count);
         first < frames->count;) {
        uint32_t end = bits_next_set(frames->bitmap, first, frames->count);
        if (end - first > longest)
            longest = end - first;
        first = bits_next_clear(frames->bitmap, end, frames->count);
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
