#include "kernel/core/check.h"

#include "kernel/core/bits.h"
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

/* Whether the map allows a frame to be handed out. Nothing below the heap's end
 * may, whatever the map says of it. */
static bool frame_may_be_free(const struct machine *m, uint32_t frame)
{
    const struct e820_range *range =
        e820_find(m->clean, m->clean_count, (uint64_t)frame << FRAME_SHIFT);
    uint32_t start;
    uint32_t end;

    if (range == NULL || !e820_range_frames(range, &start, &end))
        return false;
    if (range->type != E820_FREE && !(range->type == E820_ACPI && m->acpi_reclaimed))
        return false;
    return frame >= start && frame < end && frame >= m->plan.heap_end >> FRAME_SHIFT;
}

/* Where the answer to frame_may_be_free() may next change, for speed: the bits
 * are compared run by run, the map is looked up only at boundaries. */
static uint32_t next_boundary(const struct machine *m, uint32_t frame)
{
    uint64_t end;
    uint32_t next = m->frames.count;
    uint32_t heap_end = (uint32_t)(m->plan.heap_end >> FRAME_SHIFT);

    machine_memory_at(m, (uint64_t)frame << FRAME_SHIFT, &end);
    if (end >> FRAME_SHIFT < next)
        next = (uint32_t)(end >> FRAME_SHIFT);
    if (frame < heap_end && heap_end < next)
        next = heap_end;
    /* A range may end within this very frame: the walk still has to get on. */
    return next > frame ? next : frame + 1;
}

/* The first frame of [start, end) whose reserved bit is not want, or end. */
static uint32_t first_other(const struct machine *m, uint32_t start, uint32_t end, bool want)
{
    return want ? bits_next_clear(m->frames.reserved, start, end)
                : bits_next_set(m->frames.reserved, start, end);
}

/* The bitmap against the map and the plan, from scratch: what was released at boot
 * is derived again here, not remembered. */
static bool check_map(const struct machine *m, struct fmt_sink out)
{
    uint32_t frame = 0;

    while (frame < m->frames.count) {
        bool reserved = !frame_may_be_free(m, frame);
        uint32_t end = next_boundary(m, frame);
        uint32_t wrong = first_other(m, frame, end, reserved);
        if (wrong != end) {
            fmt_print(out, "frame 0x%x (0x%llx) is %s in the bitmap, but not by the map", wrong,
                      (uint64_t)wrong << FRAME_SHIFT,
                      frames_state_name(frames_state(&m->frames, wrong)));
            return false;
        }
        frame = end;
    }
    fmt_print(out, "every frame is managed or reserved as the clean map and the regions say");
    return true;
}

/* Behind a damaged red zone the header is whole, and names whose data ran over.
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

/* A tag on a frame that is not in use means that it was freed behind the back of
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

/* By the paint, so that the deepest moment counts and not this one. */
static bool check_stack(const struct machine *m, struct fmt_sink out)
{
    uint32_t size = (uint32_t)(m->image.stack_end - m->image.stack_start);
    uint32_t used = (uint32_t)machine_stack_used(m);

    fmt_print(out, "at most %u of %u bytes used", used, size);
    if (size - used < STACK_HEADROOM_MIN)
        fmt_print(out, ": fewer than %u left", STACK_HEADROOM_MIN);
    return size - used >= STACK_HEADROOM_MIN;
}

bool check_run(const struct machine *machine, size_t index, struct check_result *result)
{
    /* What others are derived from comes first: where the bitmap is wrong, what map
     * and owners say of it is only a consequence. */
    static const struct {
        const char *name;
        bool (*run)(const struct machine *machine, struct fmt_sink out);
    } checks[] = {
        {"bitmap", check_bitmap}, {"map", check_map},       {"heap", check_heap},
        {"owners", check_owners}, {"poison", check_poison}, {"text", check_text},
        {"stack", check_stack},
    };
    struct fmt_buffer buffer;

    if (index >= sizeof checks / sizeof checks[0])
        return false;
    result->name = checks[index].name;
    result->ok =
        checks[index].run(machine, fmt_buffer_init(&buffer, result->text, sizeof result->text));
    return true;
}
