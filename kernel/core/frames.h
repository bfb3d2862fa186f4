/*
 * The frame bitmap: which 4 KiB frames of physical memory are taken.
 *
 * Owns the state of every frame of [0, count): free, used (handed out by this
 * module) or reserved (never handed out: no RAM, below 1 MiB, the kernel, the
 * heap). One bit a frame, 1 = not available. A second bitmap tells reserved from
 * used, a third (one bit for FRAMES_CHUNK frames) remembers what changed since a
 * reader last looked. Bits past the end are 1 everywhere. A refusal changes
 * nothing; those to allocate or to free are counted by reason.
 *
 * How a single frame is found. The words of the bitmap are the leaves of a tree
 * whose inner words have a bit for each word below, 1 when there is room in that.
 *
 *      level 0   1 word       a bit for 32768 frames (128 MiB)
 *      level 1   32 words     a bit for 1024 frames
 *      level 2   1024 words   a bit for 32 frames
 *      level 3   32768 words  a bit for 1 frame: the bitmap
 *
 * The levels lie one after the other, so the word below bit b of word i is word
 * 32 i + 1 + b: no pointers, and the steps down are all alike. 32^4 frames of
 * 4 KiB are exactly 4 GiB. Most calls do not walk the tree: `lowest` is a word
 * below which the bitmap is full, and `second` a word up to which everything
 * after `lowest` is full. A free moves them down, an allocation that fills the
 * word moves on to the second, so that the usual exchange of frames in a nearly
 * full memory finds its word at once. Only when the word at hand is full is the
 * tree asked.
 *
 * How a run is found. For each group of 1024 frames, and for each section of 32
 * groups, there are bounds: at most how many frames are free at its start, at its
 * end, and side by side in it. A search steps over every section and group whose
 * bounds leave no room for the run, and reads the bitmap only where they do. The
 * bounds may be too large and never too small: an allocation leaves them alone,
 * a free sets the largest there are (one store each), and a search that reads a
 * group in vain writes down what it found. Each call that frees thus pays for at
 * most one reading of a group later, and a refusal that is repeated costs the
 * steps over sections only. All bounds of 4 GiB take 4.5 KiB, 3.4 % of the bitmap.
 *
 * What this gives up. The lowest frame and the lowest run that fits are taken,
 * which keeps the high memory in one piece, but a small request may break a large
 * free block where a buddy allocator would look for a smaller one. The first
 * search after many frees reads every group that they touched. A run with a large
 * alignment may read groups whose free frames are enough, but do not lie right.
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
/* Frames to a group, and groups to a section, of the bounds for runs. */
#define FRAMES_GROUP          1024u
#define FRAMES_SECTION_GROUPS 32u
#define FRAMES_SECTIONS       (FRAMES_MAX / FRAMES_GROUP / FRAMES_SECTION_GROUPS)
/* Frames to a bit of the changed bitmap. */
#define FRAMES_CHUNK 64u
/* Frames to a checksum block of the telemetry. */
#define FRAMES_BLOCK 8192u

enum frame_state {
    FRAME_FREE,
    FRAME_USED,
    FRAME_RESERVED,
};

/* How many free frames lie together in a part of the bitmap: at its start, side
 * by side anywhere in it, at its end. Each may be too large, none too small. */
struct frames_bounds {
    uint32_t start;
    uint32_t longest;
    uint32_t end;
};

struct frames {
    uint32_t count;
    uint32_t capacity; /* what the bitmaps have room for */
    uint32_t free;
    uint32_t used;
    uint32_t lowest;     /* every word of the bitmap below this one is full */
    uint32_t second;     /* and every word after lowest and below this one */
    uint32_t tree_words; /* how many words the tree has, the bitmap included */
    uint32_t *tree;      /* inner words, then the bitmap */
    uint32_t *bitmap;    /* one bit a frame, 1 = not available */
    uint32_t *reserved;  /* one bit a frame, 1 = reserved */
    uint32_t *changed;   /* one bit a chunk of FRAMES_CHUNK frames */
    uint32_t *groups;    /* the bounds of each group, packed */
    struct frames_bounds sections[FRAMES_SECTIONS];
    uint32_t refused_range;
    uint32_t refused_reserved;
    uint32_t refused_not_allocated; /* freed twice, or never taken */
    uint32_t refused_no_memory;
};

/* Returns how many bytes of memory the bitmaps of capacity frames take. */
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

/* Returns whether frames_free_run() would refuse; *frame gets the first frame that it
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

/* Returns how many frames are reserved. */
uint32_t frames_reserved_count(const struct frames *frames);

/* The lowest changed chunk at or above from, or UINT32_MAX; the end of the
 * changed chunks that begin at from; clear forgets. */
uint32_t frames_changed_next(const struct frames *frames, uint32_t from);
uint32_t frames_changed_end(const struct frames *frames, uint32_t from);
void frames_changed_clear(struct frames *frames, uint32_t chunk);

#endif
