/*
 * The frame bitmap: which 4 KiB frames of physical memory are taken.
 *
 * Owns the state of every frame of [0, count): free, used (handed out by this
 * module) or reserved (never handed out: no RAM, below 1 MiB, the kernel, the
 * heap). One bit a frame, 1 = not available. The words of the bitmap are the
 * leaves of a tree whose inner words have a bit for each word below, 1 when there
 * is room in that: finding the lowest free frame is four bit scans, however full memory
 * is. A second bitmap tells reserved from used, a third (one bit for
 * FRAMES_CHUNK frames) remembers what changed since a reader last looked.
 *
 *      level 0   1 word       a bit for 32768 frames (128 MiB)
 *      level 1   32 words     a bit for 1024 frames
 *      level 2   1024 words   a bit for 32 frames
 *      level 3   32768 words  a bit for 1 frame: the bitmap
 *
 * The levels lie one behind the other, so the word below bit b of word i is word
 * 32 i + 1 + b: no pointers, and the allocator's steps are all alike.
 * 32^4 frames of 4 KiB are exactly 4 GiB. Bits past the end are 1 everywhere.
 * A refusal changes nothing; those to allocate or to free are counted by reason.
 */
#ifndef STRATA_CORE_FRAMES_H
#define STRATA_CORE_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/status.h"

#define FRAMES_MAX    (1u << 20)
#define FRAMES_LEVELS 4u
/* Words of the tree above the bitmap: 1 + 32 + 1024. */
#define FRAMES_TREE_WORDS 1057u
/* Frames to a bit of the changed bitmap. */
#define FRAMES_CHUNK 64u
/* Frames to a checksum block of the telemetry. */
#define FRAMES_BLOCK 8192u

enum frame_state {
    FRAME_FREE,
    FRAME_USED,
    FRAME_RESERVED,
};

struct frames {
    uint32_t count;
    uint32_t capacity; /* what the bitmaps have room for */
    uint32_t free;
    uint32_t used;
    uint32_t tree_words; /* how many words the tree has, the bitmap included */
    uint32_t *tree;      /* inner words, then the bitmap */
    uint32_t *bitmap;    /* one bit a frame, 1 = not available */
    uint32_t *reserved;  /* one bit a frame, 1 = reserved */
    uint32_t *changed;   /* one bit a chunk of FRAMES_CHUNK frames */
    uint32_t refused_range;
    uint32_t refused_reserved;
    uint32_t refused_not_allocated; /* freed twice, or never taken */
    uint32_t refused_no_memory;
};

/* How many bytes of memory the bitmaps of capacity frames take. */
size_t frames_memory_size(uint32_t capacity);

/* Takes memory (frames_memory_size(capacity) bytes, aligned to 4, kept) for the
 * bitmaps of at most capacity frames (at most FRAMES_MAX) and manages the first
 * count of them. All frames are reserved. */
void frames_init(struct frames *frames, void *memory, uint32_t count, uint32_t capacity);

/* Manages count frames from now on, more than before and at most the capacity:
 * the new ones are reserved. STATUS_RANGE. */
enum status frames_grow(struct frames *frames, uint32_t count);

/* Makes the reserved frames of [start, end) free. STATUS_RANGE where the range
 * is not inside [0, count), STATUS_ARGUMENT where a frame is not reserved. */
enum status frames_release(struct frames *frames, uint32_t start, uint32_t end);

/* Takes the lowest free frame: its number goes to *frame. STATUS_NO_MEMORY;
 * STATUS_CORRUPT where the tree leads to a full word. */
enum status frames_alloc(struct frames *frames, uint32_t *frame);

/* Takes length adjacent frames, the first a multiple of align (frames, a power
 * of two): lowest fit. STATUS_ARGUMENT, STATUS_NO_MEMORY. */
enum status frames_alloc_run(struct frames *frames, uint32_t length, uint32_t align,
                             uint32_t *first);

/* Gives back one frame, or length frames from first on: all or none.
 * STATUS_RANGE, STATUS_RESERVED, STATUS_NOT_ALLOCATED, STATUS_ARGUMENT. */
enum status frames_free(struct frames *frames, uint32_t frame);
enum status frames_free_run(struct frames *frames, uint32_t first, uint32_t length);

/* Whether frames_free_run() would refuse; *frame gets the first frame that it
 * would name. Counts and changes nothing. */
enum status frames_check_free(const struct frames *frames, uint32_t first, uint32_t length,
                              uint32_t *frame);

/* The state of a frame below count. */
enum frame_state frames_state(const struct frames *frames, uint32_t frame);

/* "free", "used" or "reserved". */
const char *frames_state_name(enum frame_state state);

/* The end of the run of frames in one state that begins at start (below
 * count), not looking at or past limit. */
uint32_t frames_run_end(const struct frames *frames, uint32_t start, uint32_t limit);

/* The length of the longest run of free frames. */
uint32_t frames_longest_free(const struct frames *frames);

/* How many frames are reserved. */
uint32_t frames_reserved_count(const struct frames *frames);

/* The lowest changed chunk at or above from, or UINT32_MAX; the end of the
 * changed chunks that begin at from; clear forgets. */
uint32_t frames_changed_next(const struct frames *frames, uint32_t from);
uint32_t frames_changed_end(const struct frames *frames, uint32_t from);
void frames_changed_clear(struct frames *frames, uint32_t chunk);

#endif
