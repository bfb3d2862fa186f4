/*
 * Single frames: filling a memory, swapping frames in a nearly full one, and
 * making all frames free at boot.
 */
#include "kernel/core/frames.h"

#include "kernel/core/units.h"
#include "tests/bench/bench.h"

#define SWAPS      20000u
#define MIB_FRAMES ((uint32_t)(MIB / FRAME_SIZE))

static struct frames frames;
static void *memory;
static uint32_t frame;

static void start(uint32_t count)
{
    frames_init(&frames, memory, count, count);
    bench_require(frames_release(&frames, 0, count) == STATUS_OK, "bench failed: frames_release");
}

static void release(uint32_t count)
{
    struct bench_call call = {(void *)frames_release, {(uint32_t)&frames, 0, count}, 0};
    struct bench_sum sum = {0};

    frames_init(&frames, memory, count, count);
    bench_require(bench_count(&sum, &call) == STATUS_OK, "bench failed: frames_release");
    bench_print(&sum, "release %u MiB", count / MIB_FRAMES);
}

static void take(struct bench_sum *sum)
{
    struct bench_call call = {(void *)frames_alloc, {(uint32_t)&frames, (uint32_t)&frame}, 0};

    bench_require(bench_count(sum, &call) == STATUS_OK, "bench failed: frames_alloc");
}

static void give(struct bench_sum *sum, uint32_t which)
{
    struct bench_call call = {(void *)frames_free, {(uint32_t)&frames, which}, 0};

    bench_require(bench_count(sum, &call) == STATUS_OK, "bench failed: frames_free");
}

static void fill(uint32_t count)
{
    struct bench_sum takes = {0};

    start(count);
    for (uint32_t i = 0; i < count; i++)
        take(&takes);
    bench_print(&takes, "alloc filling %u MiB", count / MIB_FRAMES);
}

static uint32_t random_used(uint32_t *seed)
{
    uint32_t which;

    do
        which = bench_random(seed) % frames.count;
    while (frames_state(&frames, which) != FRAME_USED);
    return which;
}

/* Frees frames at random until free_count are, then swaps: one is freed at random,
 * one is taken. */
static void swap(uint32_t count, uint32_t free_in_1000)
{
    uint32_t free_count = count / 1000 * free_in_1000;
    struct bench_sum takes = {0};
    struct bench_sum gives = {0};
    struct bench_sum untold = {0};
    uint32_t seed = 3;

    start(count);
    bench_require(frames_alloc_run(&frames, count, 1, &frame) == STATUS_OK,
                  "bench failed: frames_alloc_run");
    while (frames.free < free_count)
        give(&untold, random_used(&seed));
    for (uint32_t i = 0; i < SWAPS; i++) {
        give(&gives, random_used(&seed));
        take(&takes);
    }
    bench_print(&takes, "alloc %u MiB, %u of 1000 free", count / MIB_FRAMES, free_in_1000);
    bench_print(&gives, "free %u MiB, %u of 1000 free", count / MIB_FRAMES, free_in_1000);
}

void bench_frames(void)
{
    static const uint32_t sizes[] = {4, 128, 4096};
    static const uint32_t shares[] = {500, 50, 1};

    memory = bench_memory((uint32_t)frames_memory_size(FRAMES_MAX));
    for (uint32_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        release(sizes[i] * MIB_FRAMES);
        fill(sizes[i] * MIB_FRAMES);
        for (uint32_t k = 0; k < sizeof shares / sizeof *shares; k++)
            swap(sizes[i] * MIB_FRAMES, shares[k]);
    }
}
