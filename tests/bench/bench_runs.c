/*
 * Runs of frames: in an empty memory, in one that use has mixed, in a checkerboard.
 */
#include "kernel/core/frames.h"

#include "kernel/core/units.h"
#include "tests/bench/bench.h"

#define ROUNDS       300u
#define MIB_FRAMES   ((uint32_t)(MIB / FRAME_SIZE))
#define REQUESTS_MAX (FRAMES_MAX / 2)

/* What has been taken and not yet given back. */
struct request {
    uint32_t first;
    uint32_t length;
};

static struct frames frames;
static void *memory;
static struct request *requests;
static uint32_t request_count;
static uint32_t seed;

static void start(uint32_t count)
{
    request_count = 0;
    seed = 5;
    frames_init(&frames, memory, count, count);
    bench_require(frames_release(&frames, 0, count) == STATUS_OK, "bench failed: frames_release");
}

/* Half of what is asked for is one frame, every 128th is 2 MiB; a run that finds
 * no room is not a failure. */
static void take_request(void)
{
    static const uint32_t lengths[] = {1, 1, 1, 1, 2, 2, 16, 16};
    uint32_t dice = bench_random(&seed) % 128;
    struct request *r = &requests[request_count];

    r->length = dice == 0 ? 512 : lengths[dice % 8];
    enum status status = r->length == 1 ? frames_alloc(&frames, &r->first)
                                        : frames_alloc_run(&frames, r->length, 1, &r->first);
    if (status == STATUS_OK)
        request_count++;
}

static void give_request(void)
{
    uint32_t index = bench_random(&seed) % request_count;
    struct request r = requests[index];

    requests[index] = requests[--request_count];
    enum status status =
        r.length == 1 ? frames_free(&frames, r.first) : frames_free_run(&frames, r.first, r.length);
    bench_require(status == STATUS_OK, "bench failed: frames_free_run");
}

/* Exchanges one request for others, so that the share of free frames stays. */
static void turn_over(uint32_t free_count)
{
    if (free_count == frames.count)
        return;
    give_request();
    while (frames.free > free_count)
        take_request();
}

/* Fills to the share that is wanted and turns a quarter of it over, so that the holes
 * are those of use and not of filling. */
static void mix(uint32_t count, uint32_t free_count)
{
    start(count);
    while (frames.free > free_count)
        take_request();
    for (uint32_t i = 0; i < request_count / 4; i++)
        turn_over(free_count);
}

static void take_and_give(uint32_t length, uint32_t align, uint32_t free_percent)
{
    struct bench_call take = {(void *)frames_alloc_run, {(uint32_t)&frames, length, align}, 0};
    struct bench_call give = {(void *)frames_free_run, {(uint32_t)&frames, 0, length}, 0};
    struct bench_sum takes = {0};
    struct bench_sum gives = {0};
    uint32_t first;
    uint32_t free_count = frames.free;

    take.argument[3] = (uint32_t)&first;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        if (bench_count(&takes, &take) == STATUS_OK) {
            give.argument[1] = first;
            bench_require(bench_count(&gives, &give) == STATUS_OK, "bench failed: frames_free_run");
        }
        turn_over(free_count);
    }
    uint32_t size = frames.count / MIB_FRAMES;
    bench_print(&takes, "run of %u by %u, %u MiB, %u of 100 free", length, align, size,
                free_percent);
    if (gives.calls != 0)
        bench_print(&gives, "free run of %u by %u, %u MiB, %u of 100 free", length, align, size,
                    free_percent);
    if (gives.calls != takes.calls)
        bench_note("%u of %u refused", takes.calls - gives.calls, takes.calls);
}

/* No two free frames are adjacent: the first search looks at all, the others know. */
static void checkerboard(uint32_t count)
{
    uint32_t first;
    struct bench_call call = {
        (void *)frames_alloc_run, {(uint32_t)&frames, 2, 1, (uint32_t)&first}, 0};
    struct bench_sum sum = {0};
    struct bench_sum first_sum = {0};

    start(count);
    bench_require(frames_alloc_run(&frames, count, 1, &first) == STATUS_OK,
                  "bench failed: frames_alloc_run");
    for (uint32_t i = 0; i < count; i += 2)
        frames_free(&frames, i);
    bench_count(&first_sum, &call);
    for (uint32_t round = 0; round < ROUNDS; round++)
        bench_require(bench_count(&sum, &call) == STATUS_NO_MEMORY, "bench failed: a run of 2");
    bench_print(&first_sum, "first run of 2 refused, checkerboard of %u MiB", count / MIB_FRAMES);
    bench_print(&sum, "run of 2 refused, checkerboard of %u MiB", count / MIB_FRAMES);
}

static void all_runs(uint32_t count, uint32_t free_percent)
{
    static const uint32_t lengths[] = {1, 2, 16, 512};

    mix(count, count / 100 * free_percent);
    for (uint32_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        take_and_give(lengths[i], 1, free_percent);
    take_and_give(512, 512, free_percent);
}

/* Of 4 GiB fewer shares: to mix so much memory is what takes the time. */
void bench_runs(void)
{
    static const uint32_t free_percents[] = {100, 50, 10, 1};

    memory = bench_memory((uint32_t)frames_memory_size(FRAMES_MAX));
    requests = bench_memory(REQUESTS_MAX * sizeof *requests);
    for (uint32_t i = 0; i < sizeof free_percents / sizeof *free_percents; i++)
        all_runs(128 * MIB_FRAMES, free_percents[i]);
    checkerboard(128 * MIB_FRAMES);
    all_runs(4096 * MIB_FRAMES, 100);
    all_runs(4096 * MIB_FRAMES, 10);
    checkerboard(4096 * MIB_FRAMES);
}
