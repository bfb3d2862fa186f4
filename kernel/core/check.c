#include "kernel/core/check.h"

#include "kernel/core/check_map.h"
#include "kernel/core/check_pages.h"
#include "kernel/core/check_places.h"
#include "kernel/core/check_window.h"
#include "kernel/core/crc32.h"
#include "kernel/core/fmt.h"
#include "kernel/core/frames_audit.h"
#include "kernel/core/units.h"

/* Less headroom than this and the stack is as good as overrun. */
#define STACK_HEADROOM_MIN 1024u

/* The bitmap against itself: bits, summaries and counts say the same thing in three
 * ways, and a stray write rarely changes all three alike. */
static bool check_bitmap(const struct machine *m, struct fmt_sink out)
{
    uint32_t frame;

    if (frames_audit_verify(&m->frames, &frame) == STATUS_OK) {
        fmt_print(out, "%u free + %u used + %u reserved = %u frames", m->frames.free,
                  m->frames.used, frames_reserved_count(&m->frames), m->frames.count);
        return true;
    }
    if (frame == FRAMES_AUDIT_COUNTS)
        fmt_print(out, "the counts (%u free, %u used) are not those of the bits", m->frames.free,
                  m->frames.used);
    else
        fmt_print(out, "the bitmap contradicts itself at frame 0x%x (0x%llx)", frame,
                  (uint64_t)frame << FRAME_SHIFT);
    return false;
}

/* Where the red zone is damaged the header is whole, and names whose data ran over.
 * A damaged header can say nothing of itself but where it is. */
static bool check_heap(const struct machine *m, struct fmt_sink out)
{
    struct heap_allocation allocation;
    uint64_t address;

    if (heap_check(&m->heap, &address, &allocation) == STATUS_OK) {
        fmt_print(out, "%u allocations, headers and red zones whole", m->heap.count);
        return true;
    }
    if (allocation.size != 0)
        fmt_print(out, "'%s' at 0x%llx was overrun: its red zone is damaged at 0x%llx",
                  allocation.tag, allocation.start, address);
    else
        fmt_print(out, "the allocation header at 0x%llx is damaged", address);
    return false;
}

/* A tag on a frame that is not in use means that it was freed without
 * machine_free_frames(). */
static bool check_owners(const struct machine *m, struct fmt_sink out)
{
    for (uint32_t i = 0; i < m->owners.count; i++) {
        const struct owner *run = &m->owners.runs[i];
        for (uint32_t frame = run->start; frame < run->end; frame++) {
            if (frame < m->frames.count && frames_state(&m->frames, frame) == FRAME_USED)
                continue;
            fmt_print(out, "frame 0x%x is tagged '%s' but is not in use", frame, run->tag);
            return false;
        }
    }
    fmt_print(out, "%u tagged runs, all in use", m->owners.count);
    return true;
}

/* Only frames that were filled are looked at: of the others nothing is known. */
static bool check_poison(const struct machine *m, struct fmt_sink out)
{
    uint64_t address;
    uint32_t frame;

    if (machine_check_poison(m, &frame, &address) != STATUS_OK) {
        fmt_print(out, "free frame 0x%x was written to at 0x%llx", frame, address);
        return false;
    }
    /* Damage that an allocation found is history, but it stays a fault: the frame is
     * in use again and no check will ever see it. */
    if (m->poison_damaged != 0)
        fmt_print(out, "%u frames were written to while free; the log has them", m->poison_damaged);
    else
        fmt_print(out, "%u poisoned frames, all as they were left", m->poison.count);
    return m->poison_damaged == 0;
}

/* Against the sum that the image builder sealed, not one taken at boot: a kernel
 * that was damaged while it was loaded is found too. */
static bool check_text(const struct machine *m, struct fmt_sink out)
{
    uint32_t size = (uint32_t)(m->image.text_end - m->image.text_start);
    uint32_t crc = crc32_update(0, m->ops.reach(m->image.text_start), size);

    fmt_print(out, "kernel text 0x%llx-0x%llx, CRC-32 %08x", m->image.text_start, m->image.text_end,
              crc);
    if (crc != m->image.text_crc)
        fmt_print(out, ", but the build sealed %08x: it was overwritten", m->image.text_crc);
    return crc == m->image.text_crc;
}

/* The depth is read from the paint, so that the deepest moment counts and not this one. Without
 * paint there is no depth to report, only that it is missing. */
static bool check_stack(const struct machine *m, struct fmt_sink out)
{
    uint32_t size = (uint32_t)(m->image.stack_end - m->image.stack_start);
    uint32_t used = (uint32_t)machine_stack_used(m);

    uint32_t paint = machine_stack_paint(m);

    if (!machine_stack_depth_known(m)) {
        if (paint == 0)
            fmt_print(out, "no paint is left: it was never painted, or all of it was used");
        else
            fmt_print(out, "its lowest bytes were overwritten, yet %u above keep their paint",
                      paint);
        return false;
    }
    fmt_print(out, "at most %u of %u bytes used", used, size);
    if (size - used < STACK_HEADROOM_MIN)
        fmt_print(out, ": fewer than %u left", STACK_HEADROOM_MIN);
    return size - used >= STACK_HEADROOM_MIN;
}

struct check {
    const char *name;
    bool (*run)(const struct machine *machine, struct fmt_sink out);
};

static bool run(const struct check *check, const struct machine *machine,
                struct check_result *result)
{
    struct fmt_buffer buffer;

    result->name = check->name;
    result->ok = check->run(machine, fmt_buffer_init(&buffer, result->text, sizeof result->text));
    return true;
}

bool check_run(const struct machine *machine, size_t index, struct check_result *result)
{
    /* What others are derived from comes first: where the bitmap is wrong, what
     * owners and poison say of it is only a consequence. */
    static const struct check checks[] = {
        {"bitmap", check_bitmap}, {"map", check_map_frames}, {"places", check_places},
        {"pages", check_pages},   {"window", check_window},  {"heap", check_heap},
        {"owners", check_owners}, {"poison", check_poison},  {"text", check_text},
        {"stack", check_stack},
    };

    return index < sizeof checks / sizeof checks[0] && run(&checks[index], machine, result);
}

bool check_run_at_boot(const struct machine *machine, size_t index, struct check_result *result)
{
    /* Each of them looks at tens of things, not at thousands. The window is left out:
     * its slots would keep the frames that they were tested with. */
    static const struct check checks[] = {{"map", check_map_clean}, {"places", check_places}};

    return index < sizeof checks / sizeof checks[0] && run(&checks[index], machine, result);
}
