#include "kernel/core/e820.h"

#include "kernel/core/units.h"

/* Short enough for insertion to win. Bochs's map of six entries is a single run. */
#define INSERTION_RUN 8u

/* A type's rank is its place in the order of restrictiveness. */
static const uint8_t rank_of_type[6] = {0, 0, 3, 1, 2, 4};
static const uint8_t type_of_rank[5] = {E820_FREE, E820_ACPI, E820_NVS, E820_RESERVED,
                                        E820_UNUSABLE};

/* A rank plus 1; none is where no entry is. */
#define LEVELS  6u
#define NOTHING 0u

/* Places in the address space where entries begin, or where they end, and the order
 * they come in; after them one that no place is above. */
struct boundaries {
    size_t count;
    uint64_t at[E820_RAW_MAX + 1];
    uint8_t level[E820_RAW_MAX + 1];
    uint8_t order[E820_RAW_MAX + 1]; /* indices of the above: bytes, there are few */
};

/* The state of the sweep: how many entries of each level hold the current
 * position, the strictest of them, and the range of it that is being written. */
struct sweep {
    struct e820_range *clean;
    size_t count; /* clean[count] is open unless top is NOTHING */
    unsigned top;
    uint8_t active[LEVELS];
};

/* Types 9, 12, 16, 20 and 0xefffffff have been seen on real machines. What
 * nobody can name is not ours to hand out. */
uint32_t e820_type_mapped(uint32_t type)
{
    return type >= E820_FREE && type <= E820_UNUSABLE ? type : E820_RESERVED;
}

unsigned e820_type_rank(uint32_t type)
{
    return rank_of_type[e820_type_mapped(type)];
}

const char *e820_type_name(uint32_t type)
{
    static const char *const names[] = {"unknown", "free", "reserved", "acpi", "nvs", "unusable"};

    return type <= E820_UNUSABLE ? names[type] : names[0];
}

const char *e820_source_name(unsigned source)
{
    static const char *const names[] = {"none", "e820", "e801", "88"};

    return source <= E820_SOURCE_88 ? names[source] : names[0];
}

/* Both kinds come from real BIOSes. The loader presets the attribute word to 1,
 * so an entry of 20 bytes, which has none, is kept. */
bool e820_entry_ignored(const struct e820_entry *entry)
{
    return entry->length == 0 || (entry->attr & 1u) == 0;
}

/* The last byte and not the end, here and in all ranges: a map may reach 2^64,
 * and an end there has no uint64_t. A length that wraps is clipped to it. */
uint64_t e820_entry_last(const struct e820_entry *entry)
{
    uint64_t last = entry->base + (entry->length - 1);

    return last < entry->base ? UINT64_MAX : last;
}

/* Indices are moved, not entries of 24 bytes; and the raw map stays in the order
 * of the BIOS, which is what is shown. */
static void insertion_sort(uint8_t *order, size_t first, size_t end, const uint64_t *key)
{
    order[first] = (uint8_t)first;
    for (size_t i = first + 1; i < end; i++) {
        uint64_t moving = key[i];
        size_t j = i;
        for (; j > first && key[order[j - 1]] > moving; j--)
            order[j] = order[j - 1];
        order[j] = (uint8_t)i;
    }
}

/* Merges the sorted order[0, middle) and order[middle, count) in place. */
static void merge_runs(uint8_t *order, size_t middle, size_t count, const uint64_t *key)
{
    uint8_t merged[E820_RAW_MAX];
    size_t left = 0;
    size_t right = middle;

    for (size_t i = 0; i < count; i++) {
        bool take_left = right == count || (left < middle && key[order[left]] <= key[order[right]]);
        merged[i] = take_left ? order[left++] : order[right++];
    }
    for (size_t i = 0; i < count; i++)
        order[i] = merged[i];
}

/* Puts the indices [0, count) into order by key: insertion within short runs, then merges;
 * no recursion and no division, and what is sorted already costs little. */
static void sort_order(uint8_t *order, size_t count, const uint64_t *key)
{
    for (size_t i = 0; i < count; i += INSERTION_RUN)
        insertion_sort(order, i, count - i < INSERTION_RUN ? count : i + INSERTION_RUN, key);
    for (size_t width = INSERTION_RUN; width < count; width *= 2) {
        for (size_t i = 0; i + width < count; i += 2 * width) {
            size_t both = count - i < 2 * width ? count - i : 2 * width;
            if (key[order[i + width - 1]] > key[order[i + width]])
                merge_runs(order + i, width, both, key);
        }
    }
}

/* A place that nothing lies above ends the list, so that the sweep need not count. */
static void boundaries_sort(struct boundaries *b)
{
    sort_order(b->order, b->count, b->at);
    b->order[b->count] = (uint8_t)b->count;
    b->at[b->count] = UINT64_MAX;
}

/* Ignored entries are dropped here, and no later step has to know of them. An end
 * at 2^64, or past it where a length wraps, comes out as 0 or below the base: the
 * sweep never reaches that, so it is no boundary. */
static void boundaries_read(struct boundaries *starts, struct boundaries *ends,
                            const struct e820_entry *raw, size_t count)
{
    size_t in = 0;
    size_t out = 0;

    for (const struct e820_entry *end = raw + count; raw < end; raw++) {
        if (e820_entry_ignored(raw))
            continue;
        uint8_t level = (uint8_t)(e820_type_rank(raw->type) + 1);
        starts->at[in] = raw->base;
        starts->level[in++] = level;
        ends->at[out] = raw->base + raw->length;
        ends->level[out] = level;
        if (ends->at[out] > raw->base)
            out++;
    }
    starts->count = in;
    ends->count = out;
    boundaries_sort(starts);
    boundaries_sort(ends);
}

/* From at on the strictest level is another. A range that has just begun there is
 * dropped, and one that has just ended there goes on: where one entry ends and
 * another of its type begins, there is no boundary, whichever was met first. */
static void sweep_turn(struct sweep *s, unsigned level, uint64_t at)
{
    if (s->top != NOTHING && s->clean[s->count].start != at)
        s->clean[s->count++].last = at - 1;
    s->top = level;
    if (level == NOTHING)
        return;
    struct e820_range *range = &s->clean[s->count];
    uint32_t type = type_of_rank[level - 1];
    if (s->count != 0 && range[-1].type == type && range[-1].last == at - 1) {
        s->count--;
        return;
    }
    range->start = at;
    range->type = type;
}

/* One sweep over all boundaries from the lowest up. What holds a position is
 * counted by level, so the strictest type there is known without comparing
 * entries with each other, and most boundaries change nothing. Counted, not
 * flagged: a range that the BIOS lists twice ends where the longer one does. */
size_t e820_clean(const struct e820_entry *raw, size_t count, struct e820_range *clean)
{
    struct boundaries starts;
    struct boundaries ends;
    struct sweep s = {.clean = clean, .active = {[NOTHING] = 1}};

    boundaries_read(&starts, &ends, raw, count < E820_RAW_MAX ? count : E820_RAW_MAX);
    const uint8_t *in = starts.order;
    const uint8_t *out = ends.order;
    const uint8_t *last_out = out + ends.count;
    for (size_t left = starts.count + ends.count; left != 0; left--) {
        const uint64_t *at = &starts.at[*in];
        unsigned level = s.top;
        /* The ends are used up before the starts only where entries reach 2^64. */
        if (*at < ends.at[*out] || out == last_out) {
            unsigned entered = starts.level[*in++];
            s.active[entered]++;
            level = entered > level ? entered : level;
        } else {
            at = &ends.at[*out];
            s.active[ends.level[*out++]]--;
            while (s.active[level] == 0)
                level--;
        }
        if (level != s.top)
            sweep_turn(&s, level, *at);
    }
    if (s.top != NOTHING)
        clean[s.count++].last = UINT64_MAX;
    return s.count;
}

/* From the front: a clean map has about ten ranges. */
const struct e820_range *e820_find(const struct e820_range *clean, size_t count, uint64_t address)
{
    for (size_t i = 0; i < count; i++) {
        if (address >= clean[i].start && address <= clean[i].last)
            return &clean[i];
    }
    return NULL;
}

enum e820_part e820_entry_part(const struct e820_entry *entry, const struct e820_range *range)
{
    if (e820_entry_ignored(entry))
        return E820_PART_NONE;
    if (entry->base > range->last || e820_entry_last(entry) < range->start)
        return E820_PART_NONE;
    return e820_type_mapped(entry->type) == range->type ? E820_PART_SOURCE : E820_PART_LOSER;
}

unsigned e820_range_reasons(const struct e820_entry *raw, size_t count,
                            const struct e820_range *range)
{
    unsigned reasons = E820_WHY_MERGED;

    for (size_t i = 0; i < count; i++) {
        enum e820_part part = e820_entry_part(&raw[i], range);
        if (part == E820_PART_LOSER)
            reasons |= E820_WHY_WON;
        if (part != E820_PART_SOURCE)
            continue;
        uint64_t last = e820_entry_last(&raw[i]);
        if (raw[i].type != range->type)
            reasons |= E820_WHY_UNKNOWN_TYPE;
        if (raw[i].base + raw[i].length - 1 < raw[i].base)
            reasons |= E820_WHY_CLIPPED;
        if (raw[i].base <= range->start && last >= range->last)
            reasons &= ~E820_WHY_MERGED;
        if (raw[i].base < range->start || last > range->last)
            reasons |= E820_WHY_TRIMMED;
    }
    return reasons;
}

/* Inwards: ends such as 0x7fe41810 exist, and the rest of that frame is the
 * firmware's. Below 1 MiB nothing is given away, since BIOSes list the EBDA as
 * usable. */
bool e820_range_frames(const struct e820_range *range, uint32_t *start, uint32_t *end)
{
    uint64_t low = range->start < MIB ? MIB : range->start;
    uint64_t high = range->last >= 4 * GIB - 1 ? 4 * GIB : range->last + 1;

    if (low >= 4 * GIB)
        return false;
    low = (low + FRAME_SIZE - 1) / FRAME_SIZE;
    high = high / FRAME_SIZE;
    if (low >= high)
        return false;
    *start = (uint32_t)low;
    *end = (uint32_t)high;
    return true;
}

/* Sixteen digits, so that entries stand in columns and a wrong digit is seen. */
static void print_line(struct fmt_sink sink, const char *prefix, uint64_t base, uint64_t length)
{
    fmt_print(sink, "%s: [base=0x%016llx length=0x%016llx] ", prefix, base, length);
}

void e820_print_entry(struct fmt_sink sink, const char *prefix, const struct e820_entry *entry)
{
    print_line(sink, prefix, entry->base, entry->length);
    fmt_print(sink, "type=%u (%s)", entry->type, e820_type_name(entry->type));
}

void e820_print_range(struct fmt_sink sink, const char *prefix, const struct e820_range *range)
{
    uint64_t length = range->last - range->start + 1;

    if (length == 0) /* all of the address space: 2^64 needs a 17th digit */
        fmt_print(sink, "%s: [base=0x%016llx length=0x1%016llx] ", prefix, range->start, length);
    else
        print_line(sink, prefix, range->start, length);
    fmt_print(sink, "type=%u (%s)", range->type, e820_type_name(range->type));
}
