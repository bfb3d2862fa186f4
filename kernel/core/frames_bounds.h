/*
 * The bounds of a frame bitmap's groups and sections: how they are stored, and
 * the search for runs that they speed up. frames.h defines what they mean.
 *
 * Owns the packed form. Only frames*.c include this file.
 */
#ifndef STRATA_CORE_FRAMES_BOUNDS_H
#define STRATA_CORE_FRAMES_BOUNDS_H

#include "kernel/core/bits.h"
#include "kernel/core/frames.h"

#define GROUP_SHIFT   10u
#define GROUP_WORDS   (FRAMES_GROUP / BITS_WORD)
#define SECTION_SHIFT 15u

/* Nothing is known of a group, or of a section by its longest alone: all may be
 * free. Larger than any length, so that no search steps over it. */
#define BOUNDS_UNKNOWN UINT32_MAX

/* A group's bounds in one word, so that one store makes them unknown: start in 10
 * bits, longest in 11, end in 11. A group that is free as a whole has the longest
 * of all, and then start and end are not looked at. */
static inline uint32_t bounds_pack(struct frames_bounds b)
{
    return (b.start & (FRAMES_GROUP - 1)) | b.longest << 10 | b.end << 21;
}

static inline struct frames_bounds bounds_unpack(uint32_t packed)
{
    struct frames_bounds b = {packed & (FRAMES_GROUP - 1), packed >> 10 & 0x7ff, packed >> 21};

    if (b.longest >= FRAMES_GROUP)
        b = (struct frames_bounds){FRAMES_GROUP, FRAMES_GROUP, FRAMES_GROUP};
    return b;
}

/* Returns how many groups count frames have. */
static inline uint32_t groups_for(uint32_t count)
{
    return (count + FRAMES_GROUP - 1) >> GROUP_SHIFT;
}

/* All bounds are unknown from now on. */
void bounds_forget(struct frames *frames);

/* Makes the bounds of the groups and sections that hold the frames [start, end) unknown. */
void bounds_forget_range(struct frames *frames, uint32_t start, uint32_t end);

/* The frames [start, end), which were free, have been taken. */
void bounds_note_taken(struct frames *frames, uint32_t start, uint32_t end);

/* The lowest free run of length frames (at least 1) whose first frame is a multiple
 * of align, or count where there is none. */
uint32_t bounds_find_run(struct frames *frames, uint32_t length, uint32_t align);

#endif
