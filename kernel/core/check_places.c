#include "kernel/core/check_places.h"

#include "kernel/core/check_raw.h"
#include "kernel/core/units.h"
#include "layout_constants.h"

struct place {
    const char *name;
    uint64_t start;
    uint64_t end; /* half-open */
};

/* Returns whether the raw entries speak of memory below 1 MiB at all: the oldest BIOS
 * services give sizes only, and a BIOS without INT 12h then leaves low memory out. */
static bool map_covers_low_memory(const struct machine *m)
{
    uint32_t entry;

    for (uint64_t address = 0; address < MIB;) {
        struct raw_stretch stretch = raw_stretch_at(&m->boot, address);
        if (raw_find_entry(&m->boot, address, 1, &entry))
            return true;
        if (stretch.last >= MIB)
            break;
        address = stretch.last + 1;
    }
    return false;
}

static bool is_usable(const struct machine *m, struct fmt_sink out, const struct place *place)
{
    struct raw_stretch bad;

    if (raw_type_of(&m->boot, place->start, place->end, &bad) == 1)
        return true;
    if (bad.type == 0 && place->end <= MIB && !map_covers_low_memory(m))
        return true;
    fmt_print(out, "%s 0x%llx-0x%llx: 0x%llx is ", place->name, place->start, place->end,
              bad.start);
    if (bad.type == 0)
        fmt_print(out, "in no raw entry: no RAM is known there");
    else
        fmt_print(out, "%s by raw entry %u", e820_type_name(bad.type), bad.entry);
    return false;
}

/* INT 12h counts the KiB from 0 that the firmware does not keep. Some BIOSes
 * answer 0, which says nothing. */
static bool is_below_firmware(const struct machine *m, struct fmt_sink out,
                              const struct place *place)
{
    uint64_t limit = (uint64_t)m->boot.conventional_kib * KIB;

    if (limit == 0 || place->start >= MIB || place->end <= limit)
        return true;
    fmt_print(out, "%s 0x%llx-0x%llx: INT 12h reports the firmware's memory from 0x%llx on",
              place->name, place->start, place->end, limit);
    return false;
}

/* A place whose end is not above its start is an error. */
static bool is_sound(const struct machine *m, struct fmt_sink out, const struct place *place)
{
    if (place->start >= place->end) {
        fmt_print(out, "%s 0x%llx-0x%llx is empty", place->name, place->start, place->end);
        return false;
    }
    return is_below_firmware(m, out, place) && is_usable(m, out, place);
}

static bool table_is_sound(const struct machine *m, struct fmt_sink out, uint32_t index)
{
    uint64_t table = m->paging.directory[index] & ~(FRAME_SIZE - 1);

    if (table >= m->heap.start && table + FRAME_SIZE <= m->heap.cursor)
        return true;
    fmt_print(out, "page table 0x%llx lies outside the heap 0x%llx-0x%llx", table, m->heap.start,
              m->heap.cursor);
    return false;
}

/* The tables of kernel space and of the window are where the directory says, which
 * the processor reads. */
static bool tables_are_sound(const struct machine *m, struct fmt_sink out)
{
    uint32_t count = (uint32_t)((m->heap.end - 1) >> 22) + 1;

    for (uint32_t i = 0; i < count; i++) {
        if (!table_is_sound(m, out, i))
            return false;
    }
    return table_is_sound(m, out, PAGING_WINDOW >> 22);
}

/* The lowest frame that may be handed out. Whole words first: they are thousands. */
static uint32_t first_managed_frame(const struct machine *m)
{
    uint32_t frame = 0;

    while (frame + 32 <= m->frames.count && m->frames.reserved[frame / 32] == UINT32_MAX)
        frame += 32;
    while (frame < m->frames.count && (m->frames.reserved[frame / 32] >> frame % 32 & 1u) != 0)
        frame++;
    return frame;
}

/* The heap lies in its row after the image and before the first frame. */
static bool heap_keeps_to_itself(const struct machine *m, struct fmt_sink out)
{
    uint64_t managed = (uint64_t)first_managed_frame(m) << FRAME_SHIFT;
    const struct heap *h = &m->heap;

    if (h->start < m->image.end)
        fmt_print(out, "the heap starts at 0x%llx, inside the image, which ends at 0x%llx",
                  h->start, m->image.end);
    else if (h->end > LAYOUT_KERNEL_OFFSET2_END)
        fmt_print(out, "the heap ends at 0x%llx, past its row, which ends at 0x%x", h->end,
                  LAYOUT_KERNEL_OFFSET2_END);
    else if (h->cursor < h->start || h->cursor > h->end)
        fmt_print(out, "the heap's cursor 0x%llx lies outside 0x%llx-0x%llx", h->cursor, h->start,
                  h->end);
    else if (managed < h->end)
        fmt_print(out, "the heap ends at 0x%llx, past the first managed frame at 0x%llx", h->end,
                  managed);
    else
        return true;
    return false;
}

bool check_places_stack(const struct machine *m, struct fmt_sink out)
{
    uint64_t start = m->image.stack_start;
    uint64_t end = m->image.stack_end;

    if ((start == LAYOUT_PM_STACK && end == LAYOUT_PM_STACK_END) ||
        (start == LAYOUT_PM_STACK_LOW && end == LAYOUT_PM_STACK_LOW_END))
        return true;
    fmt_print(out, "the stack 0x%llx-0x%llx is neither PM_STACK nor PM_STACK_LOW", start, end);
    if ((start < LAYOUT_PM_STACK && end > LAYOUT_PM_STACK) ||
        (start < LAYOUT_PM_STACK_LOW && end > LAYOUT_PM_STACK_LOW))
        fmt_print(out, "; it reaches into its guard page");
    return false;
}

bool check_places(const struct machine *m, struct fmt_sink out)
{
    const struct place places[] = {
        {"image", m->image.start, m->image.end},
        {"stack", m->image.stack_start, m->image.stack_end},
        {"heap", m->heap.start, m->heap.end},
    };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (!is_sound(m, out, &places[i]))
            return false;
    }
    if (!check_places_stack(m, out) || !heap_keeps_to_itself(m, out) || !tables_are_sound(m, out))
        return false;
    fmt_print(out, "image, stack, heap and page tables lie in RAM by the raw entries");
    return true;
}
