/*
 * Allocates frames of a memory of N frames.
 *
 * usage: bench_frames fill N       takes every frame
 *        bench_frames churn N      at 95 % occupancy, frees at random and takes again, 100,000
 * times
 *
 * Run under callgrind, which counts frames_alloc() alone; prints the number of
 * calls, by which tools/bench.sh divides.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/frames.h"
#include "tests/bench/random.h"

#define CHURN_ROUNDS  100000u
#define CHURN_PERCENT 95u

/* Ends the run where the allocator refuses: a benchmark of refusals means nothing. */
static void require(enum status status, const char *what)
{
    if (status != STATUS_OK) {
        fprintf(stderr, "bench_frames: %s: status %d\n", what, status);
        exit(1);
    }
}

static void take(struct frames *frames, uint32_t count, uint32_t *taken)
{
    for (uint32_t i = 0; i < count; i++)
        require(frames_alloc(frames, &taken[i]), "frames_alloc");
}

/* Fisher and Yates: what is freed next must not follow from where it lies. */
static void shuffle(uint32_t *values, uint32_t count)
{
    uint32_t seed = 2;

    for (uint32_t i = count - 1; i > 0; i--) {
        uint32_t other = random_next(&seed) % (i + 1);
        uint32_t value = values[i];
        values[i] = values[other];
        values[other] = value;
    }
}

/* Fills to 95 % with the free frames spread at random, then swaps frame for
 * frame. Only the swaps' allocations are to be counted, so the filling goes
 * through frames_alloc_run(), which callgrind leaves out. */
static uint32_t churn(struct frames *frames, uint32_t count, uint32_t *taken)
{
    uint32_t kept = (uint32_t)((uint64_t)count * CHURN_PERCENT / 100);
    uint32_t seed = 3;

    for (uint32_t i = 0; i < count; i++)
        taken[i] = i;
    require(frames_alloc_run(frames, count, 1, &taken[0]), "frames_alloc_run");
    shuffle(taken, count);
    for (uint32_t i = kept; i < count; i++)
        require(frames_free(frames, taken[i]), "frames_free");
    for (uint32_t i = 0; i < CHURN_ROUNDS; i++) {
        uint32_t *slot = &taken[random_next(&seed) % kept];
        require(frames_free(frames, *slot), "frames_free");
        require(frames_alloc(frames, slot), "frames_alloc");
    }
    return CHURN_ROUNDS;
}

int main(int argc, char **argv)
{
    uint32_t count = argc == 3 ? (uint32_t)strtoul(argv[2], NULL, 0) : 0;

    if (count == 0 || count > FRAMES_MAX) {
        fprintf(stderr, "usage: bench_frames fill|churn FRAMES (at most %u)\n", FRAMES_MAX);
        return 2;
    }
    struct frames frames;
    void *memory = malloc(frames_memory_size(count));
    uint32_t *taken = malloc(count * sizeof *taken);
    uint32_t calls = count;
    if (memory == NULL || taken == NULL)
        return 1;
    frames_init(&frames, memory, count, count);
    require(frames_release(&frames, 0, count), "frames_release");
    if (strcmp(argv[1], "churn") == 0)
        calls = churn(&frames, count, taken);
    else
        take(&frames, count, taken);
    printf("%u\n", calls);
    free(taken);
    free(memory);
    return 0;
}
