#include "kernel/bochs_watch.h"

#include "kernel/core/units.h"
#include "kernel/hw/iodebug.h"
#include "kernel/hw/noinit.h"

struct range {
    uint32_t start;
    uint32_t last; /* the end of the highest has no 32 bits */
};

static struct {
    bool on;
    bool full;          /* some memory found no place in the device, and it was logged */
    uint32_t paused;    /* how many pauses have begun and not ended */
    uint32_t count;     /* ranges that the device has; it never forgets one */
    uint32_t free_then; /* counts of the bitmap when it was last looked at */
    uint32_t used_then;
} state;

static struct range watched[IODEBUG_RANGES] KERNEL_NOINIT;

/* Where what is watched from address on ends; address itself where it is not watched. */
static uint64_t watched_end(uint64_t address)
{
    for (uint32_t i = 0; i < state.count; i++) {
        if (address >= watched[i].start && address <= watched[i].last)
            return (uint64_t)watched[i].last + 1;
    }
    return address;
}

/* Where what is not watched from address on ends, at most end. */
static uint64_t unwatched_end(uint64_t address, uint64_t end)
{
    for (uint32_t i = 0; i < state.count; i++) {
        if (watched[i].start > address && watched[i].start < end)
            end = watched[i].start;
    }
    return end;
}

/* The registers have 32 bits, so a range that ends at 4 GiB loses its last byte. */
static void add_range(struct machine *m, uint64_t start, uint64_t end)
{
    if (state.count < IODEBUG_RANGES) {
        watched[state.count++] = (struct range){(uint32_t)start, (uint32_t)(end - 1)};
        iodebug_watch((uint32_t)start, end > UINT32_MAX ? UINT32_MAX : (uint32_t)end);
    } else if (!state.full) {
        state.full = true;
        machine_log(m, "guard: Bochs watches %u ranges at most; 0x%llx on is left out",
                    IODEBUG_RANGES, start);
    }
}

/* What is watched already is not added again: the ranges would soon be used up. */
static void watch(struct machine *m, uint64_t start, uint64_t end)
{
    while (start < end) {
        uint64_t next = watched_end(start);
        if (next == start) {
            next = unwatched_end(start, end);
            add_range(m, start, next);
        }
        start = next;
    }
}

/* A range for each run, not for each frame: 4 GiB of free frames are one range
 * as long as they are not fragmented. */
static void watch_free_frames(struct machine *m)
{
    const struct frames *frames = &m->frames;

    for (uint32_t frame = 0; frame < frames->count;) {
        uint32_t end = frames_run_end(frames, frame, frames->count);
        if (frames_state(frames, frame) == FRAME_FREE)
            watch(m, (uint64_t)frame << FRAME_SHIFT, (uint64_t)end << FRAME_SHIFT);
        frame = end;
    }
}

/* What the loader left is the classic victim: a stale pointer of the boot still
 * points there. Firmware areas are left out, the BIOS and the screen touch them
 * rightly. */
static void watch_retired(struct machine *m)
{
    struct regions_runtime runtime = machine_runtime(m);
    struct region list[REGIONS_MAX];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    for (size_t i = 0; i < count; i++) {
        if (list[i].origin == REGION_DECLARED && !list[i].alive)
            watch(m, list[i].start, list[i].end);
    }
}

/* Retired memory first: it is a handful of ranges, while free memory that is
 * badly fragmented can use up all the device has. */
static void watch_all(struct machine *m)
{
    state.free_then = m->frames.free;
    state.used_then = m->frames.used;
    watch_retired(m);
    watch_free_frames(m);
}

bool bochs_watch_set(struct machine *m, bool on)
{
    if (!iodebug_init())
        return false;
    state.on = on;
    if (on) {
        watch_all(m);
        machine_log(m, "guard on: Bochs forgets no range, so frames taken from now on stop it too");
    } else {
        iodebug_stop();
    }
    return true;
}

/* Compares counts, since the bitmap keeps no list of changes. One frame given
 * and another taken between two looks go unseen until the next change. */
void bochs_watch_refresh(struct machine *m)
{
    if (state.on && (m->frames.free != state.free_then || m->frames.used != state.used_then))
        watch_all(m);
}

void bochs_watch_pause(void)
{
    if (state.paused++ == 0 && state.on)
        iodebug_stop();
}

/* The device sleeps with its ranges and wakes with them. */
void bochs_watch_resume(void)
{
    if (--state.paused == 0 && state.on)
        iodebug_init();
}

void bochs_watch_allow(const struct machine *m, bool begins)
{
    (void)m;
    if (begins)
        bochs_watch_pause();
    else
        bochs_watch_resume();
}
