#include "memviz/e820/e820_strip.h"

#include "memviz/screen/text.h"

/* Every range, and a gap before each. */
#define SEGMENTS_MAX (2u * E820_CLEAN_MAX)

/* What is smaller than a page weighs as little as a page. */
#define WEIGHTLESS_BITS 11u

/* A range or a gap, and where on the row it is. */
struct segment {
    uint64_t start;
    uint64_t last; /* a byte, as ranges may reach 2^64 */
    uint32_t type; /* 0: a gap */
    unsigned col;  /* its first cell */
    bool labelled; /* its address stands under it */
};

struct strip {
    struct segment segments[SEGMENTS_MAX];
    size_t count;
};

/* What the types are called in the map of all memory; 0 is a gap. */
struct memory_look e820_strip_look(uint32_t type, const struct glyphs *glyphs)
{
    static const enum memory_kind kinds[] = {
        [0] = MEMORY_NONE,         [E820_FREE] = MEMORY_FREE, [E820_RESERVED] = MEMORY_RESERVED,
        [E820_ACPI] = MEMORY_ACPI, [E820_NVS] = MEMORY_NVS,   [E820_UNUSABLE] = MEMORY_UNUSABLE,
    };

    return memory_look_get(type <= E820_UNUSABLE ? kinds[type] : MEMORY_RESERVED, glyphs);
}

/* The segments always fit: there is at most one gap before each range, and none
 * after the last. */
static void add_segment(struct strip *strip, uint64_t start, uint64_t last, uint32_t type)
{
    strip->segments[strip->count++] = (struct segment){start, last, type, 0, false};
}

/* Gaps are segments too: a hole in the map is what such a picture is drawn for. */
static void find_segments(struct strip *strip, const struct e820_report *report)
{
    uint64_t next = 0;

    strip->count = 0;
    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        if (range->start > next)
            add_segment(strip, next, range->start - 1, 0);
        add_segment(strip, range->start, range->last, range->type);
        next = range->last + 1;
    }
}

/* By the logarithm of the size: to scale, all below 1 MiB would share a cell
 * with half a gigabyte. */
static unsigned weigh(const struct segment *segment)
{
    unsigned bits = 63u - (unsigned)__builtin_clzll((segment->last - segment->start) | 1u);

    return bits > WEIGHTLESS_BITS ? bits - WEIGHTLESS_BITS : 1;
}

/* A cell for each, then the rest by weight; the columns come from running
 * sums, so that no rounding adds up. */
static void place_segments(struct strip *strip, unsigned cols)
{
    unsigned total = 0;
    unsigned before = 0;
    unsigned spare = cols > strip->count ? cols - (unsigned)strip->count : 0;

    for (size_t i = 0; i < strip->count; i++)
        total += weigh(&strip->segments[i]);
    for (size_t i = 0; i < strip->count; i++) {
        strip->segments[i].col = strip->count > cols ? (unsigned)(i * cols / strip->count)
                                                     : (unsigned)i + spare * before / total;
        before += weigh(&strip->segments[i]);
    }
}

/* Returns whether a hides b in a cell they share: the order of e820_clean(). A gap hides
 * nothing. */
static bool outranks(uint32_t a, uint32_t b)
{
    return a != 0 && (b == 0 || e820_type_rank(a) > e820_type_rank(b));
}

/* The columns that the label of a segment takes: its tick, its address, a blank. */
static unsigned find_label_end(const struct segment *segment)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, segment->start);
    return segment->col + 1 + (unsigned)text_width(text) + 1;
}

/* Labels may stand between others that were chosen before, so all are looked at. */
static bool has_room(const struct strip *strip, const struct segment *wanted, unsigned cols)
{
    unsigned end = find_label_end(wanted);

    for (size_t i = 0; i < strip->count; i++) {
        const struct segment *other = &strip->segments[i];
        if (other->labelled && other->col < end && wanted->col < find_label_end(other))
            return false;
    }
    /* The blank may lie outside. */
    return end <= cols + 1;
}

/* Not all addresses have room: the start of the map first, then those of what
 * is larger. */
static void choose_labels(struct strip *strip, unsigned cols)
{
    strip->segments[0].labelled = has_room(strip, &strip->segments[0], cols);
    for (unsigned weight = 64; weight > 0; weight--) {
        for (size_t i = 0; i < strip->count; i++) {
            struct segment *segment = &strip->segments[i];
            if (weigh(segment) == weight && !segment->labelled)
                segment->labelled = has_room(strip, segment, cols);
        }
    }
}

/* Only starts are labelled: a segment ends where the next one starts. */
static void draw_scale(struct strip *strip, struct pen *scale, unsigned cols)
{
    unsigned origin = scale->col;

    choose_labels(strip, cols);
    for (size_t i = 0; i < strip->count; i++) {
        const struct segment *segment = &strip->segments[i];
        char text[TEXT_NUMBER_SIZE];
        if (segment->labelled) {
            text_format_hex(text, segment->start);
            pen_fill_to(scale, origin + segment->col, ' ');
            scale->role = ROLE_DIM;
            pen_put(scale, scale->grid->glyphs->vertical);
            pen_text_as(scale, ROLE_NUMBER, text);
        }
    }
}

/* Where a cell holds several segments the strictest type has it, as in the clean
 * map itself. */
void e820_strip_draw(const struct e820_report *report, struct pen *bar, struct pen *scale)
{
    struct strip strip;
    unsigned cols = pen_room(bar);

    find_segments(&strip, report);
    if (strip.count == 0) {
        pen_text_as(bar, ROLE_DIM, "no range is left");
        return;
    }
    place_segments(&strip, cols);
    size_t next = 0;
    uint32_t type = 0;
    for (unsigned col = 0; col < cols; col++) {
        for (bool first = true; next < strip.count && strip.segments[next].col == col; next++) {
            uint32_t own = strip.segments[next].type;
            type = first || outranks(own, type) ? own : type;
            first = false;
        }
        struct cell cell = e820_strip_look(type, bar->grid->glyphs).cell;
        bar->role = cell.role;
        pen_put(bar, cell.ch);
    }
    draw_scale(&strip, scale, cols);
}
