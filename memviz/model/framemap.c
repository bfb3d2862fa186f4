#include "memviz/model/framemap.h"

#include <endian.h>
#include <string.h>

#include "kernel/core/crc32.h"

/* Not known is a state of its own: it would be wrong to show a frame as free that
 * no record has reported. */
void framemap_clear(struct framemap *map)
{
    memset(map->states, FRAME_UNKNOWN, sizeof map->states);
    for (uint32_t block = 0; block < FRAMEMAP_BLOCKS; block++)
        map->blocks[block] = (struct frame_counts){{[FRAME_UNKNOWN] = FRAMEMAP_BLOCK_FRAMES}};
}

/* Frame n has the bits 2 * (n % 4) and the one above of byte n / 4. */
enum frame_state framemap_get(const struct framemap *map, uint32_t frame)
{
    return (enum frame_state)(map->states[frame / 4] >> frame % 4 * 2 & 3);
}

/* Counts of blocks are kept with each change, as they are asked for at every
 * frame drawn. Taking four repeated frames at a time made long recordings load
 * four times as fast. */
void framemap_set(struct framemap *map, uint32_t start, uint32_t end, enum frame_state state)
{
    const uint8_t four_of_it = (uint8_t)(state * 0x55u);

    for (uint32_t frame = start; frame < end; frame++) {
        /* Most of what is sent repeats what is known: four frames at a glance. */
        if (frame % 4 == 0 && end - frame >= 4 && map->states[frame / 4] == four_of_it) {
            frame += 3;
            continue;
        }
        struct frame_counts *counts = &map->blocks[frame / FRAMEMAP_BLOCK_FRAMES];
        counts->of[framemap_get(map, frame)]--;
        counts->of[state]++;
        unsigned shift = frame % 4 * 2;
        uint8_t *byte = &map->states[frame / 4];
        *byte = (uint8_t)((*byte & ~(3u << shift)) | (unsigned)state << shift);
    }
}

static void add_counts(struct frame_counts *sum, const struct frame_counts *more)
{
    for (unsigned state = 0; state < FRAME_STATES; state++)
        sum->of[state] += more->of[state];
}

struct frame_counts framemap_count(const struct framemap *map, uint32_t start, uint32_t end)
{
    struct frame_counts counts = {{0}};
    uint32_t frame = start;

    while (frame < end) {
        /* What a block holds is known without a look at its frames. */
        if (frame % FRAMEMAP_BLOCK_FRAMES == 0 && end - frame >= FRAMEMAP_BLOCK_FRAMES) {
            add_counts(&counts, &map->blocks[frame / FRAMEMAP_BLOCK_FRAMES]);
            frame += FRAMEMAP_BLOCK_FRAMES;
        } else {
            counts.of[framemap_get(map, frame)]++;
            frame++;
        }
    }
    return counts;
}

/* 32 frames at a time: the first bit that differs tells the frame. */
uint32_t framemap_find_run_end(const struct framemap *map, uint32_t start, uint32_t end)
{
    enum frame_state state = framemap_get(map, start);
    const uint64_t all_of_it = state * UINT64_C(0x5555555555555555);
    uint32_t frame = start;

    while (frame < end) {
        uint32_t within = frame % 32;
        uint64_t word;
        memcpy(&word, &map->states[(frame - within) / 4], sizeof word);
        uint64_t other = (le64toh(word) ^ all_of_it) >> 2 * within;
        if (other != 0) {
            frame += (uint32_t)__builtin_ctzll(other) / 2;
            break;
        }
        frame += 32 - within;
    }
    return frame < end ? frame : end;
}

/* Bit for bit what the sender computed (docs/telemetry.md): past the end of the
 * managed frames everything is 1. */
uint32_t framemap_sum_block(const struct framemap *map, uint32_t block, uint32_t managed)
{
    /* First the frames that are not available, then the reserved ones. */
    uint8_t bits[2][FRAMEMAP_BLOCK_FRAMES / 8] = {{0}};

    for (uint32_t i = 0; i < FRAMEMAP_BLOCK_FRAMES; i++) {
        uint32_t frame = block * FRAMEMAP_BLOCK_FRAMES + i;
        enum frame_state state = frame < managed ? framemap_get(map, frame) : FRAME_RESERVED;
        uint8_t bit = (uint8_t)(1u << i % 8);
        bits[0][i / 8] |= state != FRAME_FREE ? bit : 0;
        bits[1][i / 8] |= state == FRAME_RESERVED ? bit : 0;
    }
    return crc32_update(0, bits, sizeof bits);
}
