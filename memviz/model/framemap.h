/*
 * The state of every frame, two bits each.
 *
 * Owns up to 1,048,576 frames (4 GiB of 4 KiB frames) in 256 KiB, how many of
 * each state every block of 8192 holds, and the checksum of a block that
 * docs/telemetry.md defines ("State, not calls"). Knows nothing of records.
 */
#ifndef STRATA_MEMVIZ_FRAMEMAP_H
#define STRATA_MEMVIZ_FRAMEMAP_H

#include <stdint.h>

#include "kernel/core/units.h"

#define FRAMEMAP_MAX 0x100000u
/* Bytes in a frame. A kernel whose hello says otherwise is never in sync. */
#define FRAMEMAP_FRAME_SIZE   ((uint64_t)FRAME_SIZE)
#define FRAMEMAP_BLOCK_FRAMES 8192u
#define FRAMEMAP_BLOCKS       (FRAMEMAP_MAX / FRAMEMAP_BLOCK_FRAMES)

enum frame_state { FRAME_UNKNOWN, FRAME_FREE, FRAME_USED, FRAME_RESERVED, FRAME_STATES };

struct frame_counts {
    uint32_t of[FRAME_STATES]; /* by enum frame_state */
};

struct framemap {
    uint8_t states[FRAMEMAP_MAX / 4];            /* two bits a frame, the lowest first */
    struct frame_counts blocks[FRAMEMAP_BLOCKS]; /* kept in step, so that counting is cheap */
};

/* Makes every frame unknown. */
void framemap_clear(struct framemap *map);

/* Gives the frames [start, end) a state; end is at most FRAMEMAP_MAX. */
void framemap_set(struct framemap *map, uint32_t start, uint32_t end, enum frame_state state);

/* The state of one frame below FRAMEMAP_MAX. */
enum frame_state framemap_get(const struct framemap *map, uint32_t frame);

/* How many of the frames [start, end) are in each state. Whole blocks cost no
 * more than one frame. */
struct frame_counts framemap_count(const struct framemap *map, uint32_t start, uint32_t end);

/* One past the last frame from start on, below end, that has start's state. */
uint32_t framemap_find_run_end(const struct framemap *map, uint32_t start, uint32_t end);

/* The checksum of a block when the frames from managed on do not exist. */
uint32_t framemap_sum_block(const struct framemap *map, uint32_t block, uint32_t managed);

#endif
