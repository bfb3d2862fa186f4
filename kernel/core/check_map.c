#include "kernel/core/check_map.h"

#include "kernel/core/bits.h"
#include "kernel/core/check_raw.h"
#include "kernel/core/units.h"

/* Where the clean map says the same from address on: its type there (0 where it has
 * no range) and the last byte alike. By hand and not by e820_find(). */
static uint32_t clean_at(const struct machine *m, uint64_t address, uint64_t *last)
{
    *last = UINT64_MAX;
    for (size_t i = 0; i < m->clean_count; i++) {
        const struct e820_range *range = &m->clean[i];
        if (address >= range->start && address <= range->last) {
            *last = range->last;
            return range->type;
        }
        if (range->start > address && range->start - 1 < *last)
            *last = range->start - 1;
    }
    return 0;
}

static const char *type_name(uint32_t type)
{
    return type == 0 ? "no memory" : e820_type_name(type);
}

/* The first of an entry's bytes is in the clean map, its last is not. */
static void print_cut(const struct machine *m, struct fmt_sink out, const struct raw_stretch *raw)
{
    const struct e820_entry *entry = &m->boot.raw[raw->entry];
    uint64_t last = entry->base + (entry->length - 1);

    fmt_print(out, "raw entry %u (%s) holds 0x%llx, which the clean map lacks", raw->entry,
              type_name(raw->type), raw->start);
    if (last >> 32 != 0 && raw->start <= 4 * GIB)
        fmt_print(out, ": its end was cut to 32 bits");
}

/* Names the rule that was broken. */
static void print_clean_mismatch(const struct machine *m, struct fmt_sink out,
                                 const struct raw_stretch *raw, uint32_t clean)
{
    uint32_t weaker;

    if (raw->type == 0)
        fmt_print(out, "0x%llx is %s in the clean map, but no raw entry holds it", raw->start,
                  type_name(clean));
    else if (clean == 0)
        print_cut(m, out, raw);
    else if (raw_find_entry(&m->boot, raw->start, clean, &weaker))
        fmt_print(out, "0x%llx is %s by raw entry %u and %s by entry %u: the stricter must win",
                  raw->start, type_name(clean), weaker, type_name(raw->type), raw->entry);
    else if (m->boot.raw[raw->entry].type != raw->type)
        fmt_print(out, "0x%llx is %s in the clean map, but raw entry %u has unknown type %u",
                  raw->start, type_name(clean), raw->entry, m->boot.raw[raw->entry].type);
    else
        fmt_print(out, "0x%llx is %s in the clean map, but %s by raw entry %u", raw->start,
                  type_name(clean), type_name(raw->type), raw->entry);
}

/* Bytes of type 1 in [start, last], the part below 4 GiB and the part above. */
static void add_free(const struct raw_stretch *raw, uint64_t last, uint64_t *below, uint64_t *above)
{
    uint64_t split = 4 * GIB - 1;

    if (raw->type != 1)
        return;
    if (raw->start <= split)
        *below += (last < split ? last : split) - raw->start + 1;
    if (last > split)
        *above += last - (raw->start > split ? raw->start : split + 1) + 1;
}

static bool check_sums(const struct machine *m, struct fmt_sink out, uint64_t below, uint64_t above)
{
    if (below != m->plan.free_below_4g)
        fmt_print(out, "the plan counts 0x%llx usable bytes below 4 GiB, the raw entries 0x%llx",
                  m->plan.free_below_4g, below);
    else if (above != m->plan.free_above_4g)
        fmt_print(out, "the plan counts 0x%llx usable bytes above 4 GiB, the raw entries 0x%llx",
                  m->plan.free_above_4g, above);
    return below == m->plan.free_below_4g && above == m->plan.free_above_4g;
}

/* Prints only what is wrong. */
static bool clean_holds(const struct machine *m, struct fmt_sink out)
{
    uint64_t below = 0;
    uint64_t above = 0;
    uint64_t last = UINT64_MAX;

    do {
        struct raw_stretch raw = raw_stretch_at(&m->boot, last + 1);
        uint32_t clean = clean_at(m, raw.start, &last);
        if (raw.last < last)
            last = raw.last;
        if (clean != raw.type) {
            print_clean_mismatch(m, out, &raw, clean);
            return false;
        }
        add_free(&raw, last, &below, &above);
    } while (last != UINT64_MAX);
    return check_sums(m, out, below, above);
}

bool check_map_clean(const struct machine *m, struct fmt_sink out)
{
    if (!clean_holds(m, out))
        return false;
    fmt_print(out, "the clean map is what the %u raw entries say", m->boot.raw_count);
    return true;
}

/* Frames from first on that the raw entries treat alike. */
struct frame_stretch {
    uint32_t first;
    uint32_t end;
    bool usable;            /* all RAM, or ACPI memory that was reclaimed */
    struct raw_stretch raw; /* of the first byte that is not free */
};

/* The frames from first on, up to 4 GiB. A frame in which a boundary lies is
 * looked at alone. */
static struct frame_stretch frames_at(const struct machine *m, uint32_t first)
{
    uint64_t start = (uint64_t)first * FRAME_SIZE;
    uint64_t last = raw_stretch_at(&m->boot, start).last;
    uint64_t end = last >= 4 * GIB ? FRAMES_MAX : (last + 1) / FRAME_SIZE;
    struct frame_stretch frames = {
        first, (uint32_t)end > first ? (uint32_t)end : first + 1, false, {0}};
    uint32_t type = raw_type_of(&m->boot, start, start + FRAME_SIZE, &frames.raw);

    /* Below 1 MiB nothing is handed out, whatever the map says. */
    if (start < MIB && frames.end > MIB / FRAME_SIZE)
        frames.end = MIB / FRAME_SIZE;

    frames.usable = start >= MIB && (type == E820_FREE || (type == E820_ACPI && m->acpi_reclaimed));
    return frames;
}

/* The first frame of [start, end) whose reserved bit is not want, or end. A word at
 * a time where a whole word is asked for. */
static uint32_t first_wrong(const struct machine *m, uint32_t start, uint32_t end, bool want)
{
    const uint32_t *words = m->frames.reserved;
    uint32_t all = want ? BITS_WORD_FULL : 0;

    while (start < end) {
        if (start % BITS_WORD == 0 && end - start >= BITS_WORD && words[start / BITS_WORD] == all)
            start += BITS_WORD;
        else if ((words[start / BITS_WORD] >> start % BITS_WORD & 1u) == want)
            start++;
        else
            break;
    }
    return start;
}

static void print_wrong_frame(const struct machine *m, struct fmt_sink out, uint32_t frame,
                              const struct frame_stretch *frames)
{
    fmt_print(out, "frame 0x%x (0x%llx) is %s, but ", frame, (uint64_t)frame << FRAME_SHIFT,
              frames_state_name(frames_state(&m->frames, frame)));
    if (frames->usable && frame >= m->heap.end >> FRAME_SHIFT)
        fmt_print(out, "raw entry %u makes it usable", frames->raw.entry);
    else if (frames->usable)
        fmt_print(out, "the heap holds memory up to 0x%llx", m->heap.end);
    else if (frames->raw.type == 0)
        fmt_print(out, "no raw entry holds all of it");
    else
        fmt_print(out, "raw entry %u makes it %s", frames->raw.entry, type_name(frames->raw.type));
}

/* One stretch: its frames are free or used where they may be handed out, reserved
 * where not. Frames of the heap and below it are reserved. */
static bool check_stretch(const struct machine *m, struct fmt_sink out,
                          const struct frame_stretch *frames)
{
    uint32_t heap_end = (uint32_t)(m->heap.end >> FRAME_SHIFT);
    uint32_t end = frames->end < m->frames.count ? frames->end : m->frames.count;
    uint32_t split = frames->first;

    if (split < heap_end)
        split = end < heap_end ? end : heap_end;
    uint32_t wrong = first_wrong(m, frames->first, split, true);
    if (wrong == split)
        wrong = split < end ? first_wrong(m, split, end, !frames->usable) : end;
    if (wrong < end)
        print_wrong_frame(m, out, wrong, frames);
    return wrong >= end;
}

/* The bitmap covers [0, end of the last usable frame): a frame that it does not
 * cover is never handed out, and one too many is memory that is not there. */
static bool check_count(const struct machine *m, struct fmt_sink out, uint32_t wanted)
{
    if (wanted != m->frames.count)
        fmt_print(out, "the bitmap ends at frame 0x%x, but usable memory at frame 0x%x",
                  m->frames.count, wanted);
    return wanted == m->frames.count;
}

bool check_map_count(const struct machine *m, struct fmt_sink out)
{
    struct frame_stretch frames;
    uint32_t wanted = 0;

    for (uint32_t frame = 0; frame < FRAMES_MAX; frame = frames.end) {
        frames = frames_at(m, frame);
        if (frames.usable)
            wanted = frames.end;
    }
    return check_count(m, out, wanted);
}

bool check_map_frames(const struct machine *m, struct fmt_sink out)
{
    struct frame_stretch frames;

    if (!clean_holds(m, out))
        return false;
    for (uint32_t frame = 0; frame < FRAMES_MAX; frame = frames.end) {
        frames = frames_at(m, frame);
        if (frame < m->frames.count && !check_stretch(m, out, &frames))
            return false;
    }
    if (!check_map_count(m, out))
        return false;
    fmt_print(out, "every frame is managed or reserved as the raw entries and the heap demand");
    return true;
}
