#include "kernel/core/frames_bounds.h"

/* A search as it goes up through memory. */
struct search {
    struct frames *frames;
    uint32_t length;
    uint32_t align;
    uint32_t before; /* free frames that end where the search stands */
    bool exact;      /* before was counted; else it is a bound */
    uint32_t found;
};

/* The group that a search reads, as far as it has come. */
struct reading {
    uint32_t base; /* the group's first frame */
    uint32_t run;  /* free frames that end here, those before the group included */
    uint32_t longest;
};

void bounds_forget(struct frames *frames)
{
    for (uint32_t group = 0; group < groups_for(frames->capacity); group++)
        frames->groups[group] = BOUNDS_UNKNOWN;
    for (uint32_t section = 0; section < FRAMES_SECTIONS; section++)
        frames->sections[section].longest = BOUNDS_UNKNOWN;
}

void bounds_forget_range(struct frames *frames, uint32_t start, uint32_t end)
{
    for (uint32_t group = start >> GROUP_SHIFT; group <= (end - 1) >> GROUP_SHIFT; group++)
        frames->groups[group] = BOUNDS_UNKNOWN;
    for (uint32_t i = start >> SECTION_SHIFT; i <= (end - 1) >> SECTION_SHIFT; i++)
        frames->sections[i].longest = BOUNDS_UNKNOWN;
}

/* A group of which no frame is free is not read by the next search. One that
 * still has some keeps its bounds: they are too large now, which is allowed. */
void bounds_note_taken(struct frames *frames, uint32_t start, uint32_t end)
{
    for (uint32_t group = groups_for(start); group < end >> GROUP_SHIFT; group++)
        frames->groups[group] = 0;
}

/* Of the bits that are 1, those at which length ones begin (length 1 to 32): each
 * step makes the ones that are known to follow up to twice as many. */
static uint32_t run_starts(uint32_t bits, uint32_t length)
{
    uint32_t known = 1;

    while (known < length && bits != 0) {
        uint32_t step = known < length - known ? known : length - known;
        bits &= bits >> step;
        known += step;
    }
    return bits;
}

/* The longest run of ones in bits, where it is longer than longest. Most words do
 * not beat it, which one test tells. */
static uint32_t longer_run(uint32_t bits, uint32_t longest)
{
    if (longest >= BITS_WORD)
        return longest;
    for (uint32_t left = run_starts(bits, longest + 1); left != 0; left &= left >> 1)
        longest++;
    return longest;
}

/* Returns whether the run fits into the free frames [start, end). */
static bool fits(struct search *s, uint32_t start, uint32_t end)
{
    uint32_t first = (start + s->align - 1) & ~(s->align - 1);

    if (first >= end || end - first < s->length)
        return false;
    s->found = first;
    return true;
}

/* Returns whether the run fits inside a word whose first frame is at and whose ones in
 * room are free. */
static bool fits_in_word(struct search *s, uint32_t at, uint32_t room)
{
    uint32_t starts = run_starts(room, s->length);

    while (starts != 0) {
        uint32_t first = at + (uint32_t)__builtin_ctz(starts);
        if ((first & (s->align - 1)) == 0) {
            s->found = first;
            return true;
        }
        starts &= starts - 1;
    }
    return false;
}

/* Reads a word in which a frame is taken. Returns whether the run was found. */
static bool read_word(struct search *s, struct reading *r, uint32_t at, uint32_t taken)
{
    uint32_t end = at + (uint32_t)__builtin_ctz(taken);
    uint32_t start = at - r->run;
    uint32_t inside = end - (start > r->base ? start : r->base);

    if (end - start >= s->length && fits(s, start, end))
        return true;
    if (inside > r->longest)
        r->longest = inside;
    if (taken == BITS_WORD_FULL) {
        r->run = 0;
        return false;
    }
    r->longest = longer_run(~taken, r->longest);
    r->run = (uint32_t)__builtin_clz(taken);
    return s->length <= r->longest && s->length < BITS_WORD && fits_in_word(s, at, ~taken);
}

/* Reads a group from its bitmap: the run, where it fits, is found; else the
 * group's bounds are written down as they are. */
static bool read_group(struct search *s, uint32_t group)
{
    struct frames *frames = s->frames;
    struct reading r = {.base = group << GROUP_SHIFT, .run = s->before};
    struct frames_bounds b = {.start = FRAMES_GROUP};
    uint32_t words = bits_words_for(frames->count) - group * GROUP_WORDS;
    uint32_t end = r.base + (words < GROUP_WORDS ? words * BITS_WORD : FRAMES_GROUP);

    for (uint32_t at = r.base; at < end; at += BITS_WORD) {
        uint32_t taken = frames->bitmap[at >> BITS_WORD_SHIFT];
        if (taken == 0) {
            r.run += BITS_WORD;
            if (r.run >= s->length && fits(s, at + BITS_WORD - r.run, at + BITS_WORD))
                return true;
            continue;
        }
        if (b.start == FRAMES_GROUP)
            b.start = at + (uint32_t)__builtin_ctz(taken) - r.base;
        if (read_word(s, &r, at, taken))
            return true;
    }
    s->before = r.run;
    s->exact = true;
    if (b.start == FRAMES_GROUP)
        b.start = end - r.base;
    b.end = r.run < end - r.base ? r.run : end - r.base;
    b.longest = b.end > r.longest ? b.end : r.longest;
    frames->groups[group] = bounds_pack(b);
    return false;
}

/* Makes a bound of the free frames before a group exact, by counting downwards. A
 * bound that was too large is put right, so that it misleads one search only. */
static void count_before(struct search *s, uint32_t group)
{
    uint32_t *bitmap = s->frames->bitmap;
    uint32_t end = group << GROUP_SHIFT;
    uint32_t counted = 0;

    s->exact = true;
    while (counted < s->before) {
        uint32_t taken = bitmap[(end - counted - 1) >> BITS_WORD_SHIFT];
        if (taken != 0) {
            counted += (uint32_t)__builtin_clz(taken);
            break;
        }
        counted += BITS_WORD;
    }
    if (counted >= s->before)
        return;
    s->before = counted;
    uint32_t last = (end - counted - 1) >> GROUP_SHIFT;
    s->frames->groups[last] = BOUNDS_UNKNOWN;
    s->frames->sections[last / FRAMES_SECTION_GROUPS].longest = BOUNDS_UNKNOWN;
}

/* Steps over a part of size frames that cannot hold the run, nor end it. */
static void step_over(struct search *s, const struct frames_bounds *b, uint32_t size)
{
    s->before = b->start == size ? s->before + size : b->end;
    s->exact = false;
}

/* Adds the bounds of the part that follows to those of a section of size frames. */
static void append(struct frames_bounds *section, uint32_t size, const struct frames_bounds *b)
{
    uint32_t across = section->end + b->start;
    uint32_t longer = across > b->longest ? across : b->longest;

    if (longer > section->longest)
        section->longest = longer;
    if (section->start == size)
        section->start += b->start;
    section->end = b->end == FRAMES_GROUP ? section->end + FRAMES_GROUP : b->end;
}

static bool may_hold(const struct search *s, const struct frames_bounds *b)
{
    return b->longest >= s->length || s->before + b->start >= s->length;
}

/* Goes through the groups of a section; in vain, the section's bounds follow from
 * theirs. */
static bool search_section(struct search *s, uint32_t section)
{
    struct frames_bounds sum = {0};
    uint32_t first = section * FRAMES_SECTION_GROUPS;
    uint32_t groups = groups_for(s->frames->count);

    for (uint32_t i = 0; i < FRAMES_SECTION_GROUPS && first + i < groups; i++) {
        struct frames_bounds b = bounds_unpack(s->frames->groups[first + i]);
        if (may_hold(s, &b)) {
            if (!s->exact)
                count_before(s, first + i);
            if (read_group(s, first + i))
                return true;
            b = bounds_unpack(s->frames->groups[first + i]);
        } else {
            step_over(s, &b, FRAMES_GROUP);
        }
        append(&sum, i << GROUP_SHIFT, &b);
    }
    s->frames->sections[section] = sum;
    return false;
}

uint32_t bounds_find_run(struct frames *frames, uint32_t length, uint32_t align)
{
    struct search s = {.frames = frames, .length = length, .align = align, .exact = true};

    for (uint32_t i = 0; i << SECTION_SHIFT < frames->count; i++) {
        if (may_hold(&s, &frames->sections[i])) {
            if (search_section(&s, i))
                return s.found;
        } else {
            step_over(&s, &frames->sections[i], FRAMES_GROUP * FRAMES_SECTION_GROUPS);
        }
    }
    return frames->count;
}
