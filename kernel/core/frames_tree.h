/*
 * The tree above a frame bitmap: which of its words have room. frames.h draws it.
 *
 * Owns the arithmetic of the levels; inline, because the frame allocator counts
 * instructions. Only frames.c includes this file.
 */
#ifndef STRATA_CORE_FRAMES_TREE_H
#define STRATA_CORE_FRAMES_TREE_H

#include "kernel/core/bits.h"
#include "kernel/core/frames.h"

/* Where the words with a bit for 1024 frames, and for 32, begin in the tree. */
#define TREE_LEVEL_1 1u
#define TREE_LEVEL_2 (1u + BITS_WORD)

/* No word of the bitmap. */
#define TREE_NO_WORD UINT32_MAX

_Static_assert(FRAMES_MAX == 1u << (FRAMES_LEVELS * BITS_WORD_SHIFT),
               "the levels cover all frames");
_Static_assert(FRAMES_TREE_WORDS == 1 + BITS_WORD + BITS_WORD * BITS_WORD,
               "three levels above the bitmap");

/* A word of the bitmap that was full has room again: its bit one level up says so,
 * and where it is the first of its word, that word's too. */
static inline void tree_note_room(struct frames *frames, uint32_t word)
{
    uint32_t *level_2 = &frames->tree[TREE_LEVEL_2 + (word >> BITS_WORD_SHIFT)];
    uint32_t old = *level_2;

    *level_2 = old | 1u << (word & (BITS_WORD - 1));
    if (old == 0) {
        uint32_t group = word >> BITS_WORD_SHIFT;
        bits_set(frames->tree + TREE_LEVEL_1, group);
        bits_set(frames->tree, group >> BITS_WORD_SHIFT);
    }
}

/* A word of the bitmap is full from now on: the reverse. */
static inline void tree_note_full(struct frames *frames, uint32_t word)
{
    uint32_t group = word >> BITS_WORD_SHIFT;
    uint32_t *level_2 = &frames->tree[TREE_LEVEL_2 + group];

    *level_2 &= ~(1u << (word & (BITS_WORD - 1)));
    if (*level_2 == 0) {
        bits_clear(frames->tree + TREE_LEVEL_1, group);
        if (frames->tree[TREE_LEVEL_1 + (group >> BITS_WORD_SHIFT)] == 0)
            bits_clear(frames->tree, group >> BITS_WORD_SHIFT);
    }
}

/* The words [first, last] of the bitmap have room now. */
static inline void tree_note_room_range(struct frames *frames, uint32_t first, uint32_t last)
{
    static const uint32_t levels[] = {TREE_LEVEL_2, TREE_LEVEL_1, 0};

    for (unsigned i = 0; i < FRAMES_LEVELS - 1; i++) {
        bits_write(frames->tree + levels[i], first, last + 1, true);
        first >>= BITS_WORD_SHIFT;
        last >>= BITS_WORD_SHIFT;
    }
}

/* Frames have been taken from the words [first, last] of the bitmap; of all but the
 * first and the last every frame. What is true of the bitmap's words then holds one
 * level up: only the outer two may still have room. */
static inline void tree_note_full_range(struct frames *frames, uint32_t first, uint32_t last)
{
    static const uint32_t levels[] = {FRAMES_TREE_WORDS, TREE_LEVEL_2, TREE_LEVEL_1, 0};

    for (unsigned i = 0; i < FRAMES_LEVELS - 1; i++) {
        const uint32_t *words = frames->tree + levels[i];
        uint32_t full = i == 0 ? BITS_WORD_FULL : 0;
        if (words[first] != full)
            first++;
        if (first <= last && words[last] != full)
            last--;
        if (first > last)
            return;
        bits_write(frames->tree + levels[i + 1], first, last + 1, false);
        first >>= BITS_WORD_SHIFT;
        last >>= BITS_WORD_SHIFT;
    }
}

/* The lowest 1 of an inner word. Of a damaged word that has none the highest bit:
 * the way down then ends past the bitmap, at a full word, or at a frame that is
 * free after all. */
static inline uint32_t tree_lowest_room(uint32_t word)
{
    return (uint32_t)__builtin_ctz(word | 1u << (BITS_WORD - 1));
}

/* The lowest word of the bitmap with room; straight down, no loop. TREE_NO_WORD
 * where the tree leads to none, because all is taken or because it is wrong. */
static inline uint32_t tree_lowest_word(const struct frames *frames)
{
    const uint32_t *tree = frames->tree;
    uint32_t level_1 = 1 + tree_lowest_room(tree[0]);
    uint32_t level_2 = level_1 * BITS_WORD + 1 + tree_lowest_room(tree[level_1]);
    uint32_t leaf = level_2 * BITS_WORD + 1 + tree_lowest_room(tree[level_2]);

    if (leaf >= frames->tree_words || tree[leaf] == BITS_WORD_FULL)
        return TREE_NO_WORD;
    return leaf - FRAMES_TREE_WORDS;
}

#endif
