#include "kernel/guard.h"

#include "kernel/core/units.h"
#include "kernel/hw/iodebug.h"

static struct {
    bool on;
    uint32_t ranges;
    uint32_t free_then; /* counts of the bitmap when the ranges were set */
    uint32_t used_then;
} state;

/* Ranges past what the device keeps would be lost without a word: they are left
 * out here, where the count is known. The registers have 32 bits, so a range
 * that ends at 4 GiB loses its last byte. */
static void watch(uint64_t start, uint64_t end)
{
    if (state.ranges == IODEBUG_RANGES)
        return;
    state.ranges++;
    iodebug_watch((uint32_t)start, end > UINT32_MAX ? UINT32_MAX : (uint32_t)end);
}

/* A range for each run, not for each frame: 4 GiB of free frames are one range
 * as long as they are not fragmented. */
static void watch_free_frames(const struct frames *frames)
{
    for (uint32_t frame = 0; frame < frames->count;) {
        uint32_t end = frames_run_end(frames, frame, frames->count);
        if (frames_state(frames, frame) == FRAME_FREE)
            watch((uint64_t)frame << FRAME_SHIFT, (uint64_t)end << FRAME_SHIFT);
        frame = end;
    }
}

/* What the loader left is the classic victim: a stale pointer of the boot still
 * points there. Firmware areas are left out, the BIOS and the screen touch them
 * rightly. */
static void watch_retired(const struct machine *m)
{
    struct regions_runtime runtime = machine_runtime(m);
    struct region list[REGIONS_MAX];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    for (size_t i = 0; i < count; i++) {
        if (list[i].origin == REGION_DECLARED && !list[i].alive)
            watch(list[i].start, list[i].end);
    }
}

/* Retired memory first: it is a handful of ranges, while free memory that is
 * badly fragmented can use up all the device has. */
static void watch_all(const struct machine *m)
{
    state.ranges = 0;
    state.free_then = m->frames.free;
    state.used_then = m->frames.used;
    watch_retired(m);
    watch_free_frames(&m->frames);
}

/* The device keeps what an earlier `on` has set: it is stopped in either case. */
bool guard_set(const struct machine *m, bool on)
{
    if (!iodebug_init())
        return false;
    iodebug_stop();
    state.on = on;
    guard_resume(m);
    return true;
}

/* Compares counts, since the bitmap keeps no list of changes. One frame given
 * and another taken between two looks go unseen until the next change. */
void guard_refresh(const struct machine *m)
{
    if (!state.on || (m->frames.free == state.free_then && m->frames.used == state.used_then))
        return;
    guard_pause();
    guard_resume(m);
}

void guard_pause(void)
{
    if (state.on)
        iodebug_stop();
}

/* The device forgets its ranges when it sleeps, so they are all set anew. */
void guard_resume(const struct machine *m)
{
    if (state.on && iodebug_init())
        watch_all(m);
}
