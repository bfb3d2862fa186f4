#include "kernel/core/check_window.h"

#include "kernel/core/units.h"

#define FRAME_COUNT 2u

/* The two words are complements of each other and differ from every fill pattern. */
static const uint32_t marks[FRAME_COUNT] = {0x5aa53c69u, 0xa55ac396u};

/* The highest free frames: the lowest are handed out next, and are looked at by
 * whoever waits for them. False where there are not two. */
static bool find_frames(const struct machine *m, uint32_t *frames)
{
    uint32_t found = 0;

    for (uint32_t frame = m->frames.count; frame > 0 && found < FRAME_COUNT; frame--) {
        if (frames_state(&m->frames, frame - 1) == FRAME_FREE)
            frames[found++] = frame - 1;
    }
    return found == FRAME_COUNT;
}

/* Asked again at each access, so that each goes through the window's next slot. */
static volatile uint32_t *reach(const struct machine *m, uint32_t frame)
{
    return (volatile uint32_t *)(void *)m->ops.reach((uint64_t)frame << FRAME_SHIFT);
}

/* First every slot shows the one frame, then every slot the other: each slot has
 * an old translation that must be gone. */
static bool slots_show(const struct machine *m, struct fmt_sink out, const uint32_t *frames)
{
    for (unsigned i = 0; i < FRAME_COUNT; i++) {
        for (unsigned slot = 0; slot < PAGING_WINDOW_SLOTS; slot++) {
            uint32_t word = *reach(m, frames[i]);
            if (word == marks[i])
                continue;
            fmt_print(out, "frame 0x%x holds %08x, but the window shows %08x%s", frames[i],
                      marks[i], word,
                      word == marks[!i] ? ": an old translation was not flushed" : "");
            return false;
        }
    }
    return true;
}

/* The words are put back in the end in reverse, so that where both translations
 * lead to one frame, it gets its own first word back. */
static bool test_frames(const struct machine *m, struct fmt_sink out, const uint32_t *frames)
{
    uint32_t saved[FRAME_COUNT];

    for (unsigned i = 0; i < FRAME_COUNT; i++)
        saved[i] = *reach(m, frames[i]);
    for (unsigned i = 0; i < FRAME_COUNT; i++)
        *reach(m, frames[i]) = marks[i];
    bool shown = slots_show(m, out, frames);
    for (unsigned i = FRAME_COUNT; i-- > 0;)
        *reach(m, frames[i]) = saved[i];
    return shown;
}

bool check_window(const struct machine *m, struct fmt_sink out)
{
    uint32_t frames[FRAME_COUNT];

    if (!find_frames(m, frames)) {
        fmt_print(out, "not tested: fewer than %u frames are free", FRAME_COUNT);
        return true;
    }
    if (m->ops.reach((uint64_t)frames[0] << FRAME_SHIFT) == NULL) {
        fmt_print(out, "frame 0x%x cannot be reached", frames[0]);
        return false;
    }
    machine_tell_free_access(m, true);
    bool shown = test_frames(m, out, frames);
    machine_tell_free_access(m, false);
    if (shown)
        fmt_print(out, "frames 0x%x and 0x%x read back through every slot", frames[0], frames[1]);
    return shown;
}
