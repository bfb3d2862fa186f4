#include "tools/layoutc/place.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The firmware's rows at the bottom may be one block or several that adjoin; the
 * first gap behind them is conventional memory, its end the next firmware row.
 * Relies on the rows being sorted. */
struct doc_range place_conventional(const struct doc *doc)
{
    struct doc_range window = {0, DOC_MIB};

    for (size_t i = 0; i < doc->row_count; i++) {
        const struct doc_row *row = &doc->rows[i];
        if (!row->firmware)
            continue;
        if (row->at.start > window.start)
            return (struct doc_range){window.start, row->at.start};
        if (row->at.end > window.start)
            window.start = row->at.end;
    }
    return window;
}

/* A row must be in one window as a whole: what crosses from one to the other
 * would lie on the firmware between them. */
static bool contains(struct doc_range outer, struct doc_range inner)
{
    return inner.start >= outer.start && inner.end <= outer.end;
}

/* Up to 4 GiB, however little RAM a machine has: what is there is for the kernel
 * to find out. */
static struct doc_range high_memory(void)
{
    return (struct doc_range){DOC_MIB, DOC_TOP};
}

bool place_is_inside(const struct doc *doc, struct doc_range range)
{
    return contains(place_conventional(doc), range) || contains(high_memory(), range);
}

/* The last byte counts, not the end: a transfer up to the boundary is fine. */
bool place_crosses_dma_page(struct doc_range range)
{
    return range.start / PLACE_DMA_PAGE != (range.end - 1) / PLACE_DMA_PAGE;
}

/* The same test as the checker's, here to count. */
static bool collide(const struct doc_row *a, const struct doc_row *b)
{
    struct doc_range shared = doc_range_intersect(a->at, b->at);

    return shared.start < shared.end && doc_rows_coexist(a, b);
}

/* Conflicts are counted in both directions: of two rows that collide, the one
 * that collides with more others is likelier the one that was moved. */
void place_init(struct place *place, const struct doc *doc)
{
    *place = (struct place){.doc = doc};
    for (size_t i = 0; i < doc->row_count; i++) {
        for (size_t j = 0; j < doc->row_count; j++) {
            if (i != j && collide(&doc->rows[i], &doc->rows[j]))
                place->conflicts[i]++;
        }
    }
}

/* What no edit of the document can move. */
static bool is_pinned(const struct doc_row *row)
{
    return row->firmware || (row->at.start == PLACE_BOOT_SECTOR && row->alive == 1);
}

/* A row at odds with itself has most likely been edited half. */
static bool has_stated_size(const struct doc_row *row)
{
    return row->at.end - row->at.start == row->size;
}

/* Which of two rows is wrong cannot be known. The order of the questions below is
 * that of how much each answer tells; the last two only make the choice stable.
 * A later row yields to an earlier one because the earlier is what the machine
 * has when the later arrives. */
size_t place_pick(const struct place *place, size_t a, size_t b)
{
    const struct doc_row *row_a = &place->doc->rows[a];
    const struct doc_row *row_b = &place->doc->rows[b];

    if (is_pinned(row_a) != is_pinned(row_b))
        return is_pinned(row_a) ? b : a;
    /* A row that moves anyway leaves this collision too. */
    if (place->moves[a].found != place->moves[b].found)
        return place->moves[a].found ? a : b;
    if (has_stated_size(row_a) != has_stated_size(row_b))
        return has_stated_size(row_a) ? b : a;
    if (place->conflicts[a] != place->conflicts[b])
        return place->conflicts[a] > place->conflicts[b] ? a : b;
    if (row_a->alive != row_b->alive)
        return row_a->alive > row_b->alive ? a : b;
    return row_a->line > row_b->line ? a : b;
}

/* Ranges of equal start may come in any order: the walk over them takes the
 * furthest end seen so far, not the last. */
static int compare_ranges(const void *left, const void *right)
{
    const struct doc_range *a = left;
    const struct doc_range *b = right;

    return (a->start > b->start) - (a->start < b->start);
}

/* Gathers what lies in the way of row i: the rows alive with it, where they
 * are or where they have been told to move. Returns how many. */
static size_t gather_obstacles(const struct place *place, size_t i,
                               struct doc_range obstacles[DOC_ROWS_MAX])
{
    const struct doc *doc = place->doc;
    size_t count = 0;

    for (size_t j = 0; j < doc->row_count; j++) {
        if (j == i || !doc_rows_coexist(&doc->rows[i], &doc->rows[j]))
            continue;
        const struct place_move *move = &place->moves[j];
        obstacles[count++] = move->found ? move->to : doc->rows[j].at;
    }
    qsort(obstacles, count, sizeof obstacles[0], compare_ranges);
    return count;
}

static uint64_t align_down(uint64_t value, uint64_t alignment)
{
    return value / alignment * alignment;
}

static uint64_t clamp(uint64_t value, uint64_t low, uint64_t high)
{
    if (value < low)
        return low;
    return value > high ? high : value;
}

/* Without sign: addresses span all of 64 bits in a row that is badly wrong. */
static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

/* Moves a start off a 64 KiB boundary to the nearer side that the gap allows. */
static bool avoid_dma_page(uint64_t *start, uint64_t size, struct doc_range starts)
{
    if (!place_crosses_dma_page((struct doc_range){*start, *start + size}))
        return true;
    uint64_t after = align_down(*start, PLACE_DMA_PAGE) + PLACE_DMA_PAGE;
    uint64_t before = after - size; /* size is below 64 KiB, or neither side can do */
    if (size > PLACE_DMA_PAGE)
        return false;
    bool before_good = before >= starts.start;
    bool after_good = after <= starts.end;
    if (!before_good && !after_good)
        return false;
    if (before_good && after_good)
        *start = *start - before <= after - *start ? before : after;
    else
        *start = before_good ? before : after;
    return true;
}

/* Finds the place in the gap nearest to where the row is. */
static bool fit_gap(const struct doc_row *row, struct doc_range gap, struct doc_range *at)
{
    uint64_t alignment = doc_unit_alignment(row->unit);

    if (gap.end <= gap.start || gap.end - gap.start < row->size)
        return false;
    /* The possible starts, first to last, both aligned. The row's own start brought
     * between them is the nearest: whoever meant a place gets one close to it. */
    struct doc_range starts = {
        .start = align_down(gap.start + alignment - 1, alignment),
        .end = align_down(gap.end - row->size, alignment),
    };
    if (starts.start > starts.end)
        return false;
    uint64_t start = clamp(align_down(row->at.start, alignment), starts.start, starts.end);
    if (row->unit == DOC_UNIT_SECTOR && gap.end <= DOC_MIB &&
        !avoid_dma_page(&start, row->size, starts))
        return false;
    *at = (struct doc_range){start, start + row->size};
    return true;
}

/* Takes one more gap into account: a nearer fit, or a larger gap if none fits. */
static void consider_gap(struct place_move *move, const struct doc_row *row, struct doc_range gap)
{
    struct doc_range at;

    if (fit_gap(row, gap, &at)) {
        if (!move->found ||
            distance(at.start, row->at.start) < distance(move->to.start, row->at.start))
            move->to = at;
        move->found = true;
    } else if (!move->found && gap.end > gap.start &&
               gap.end - gap.start > move->to.end - move->to.start) {
        move->to = gap;
    }
}

/* Every gap is tried, since the nearest may be on either side. */
static void find_move(const struct place *place, size_t i, struct place_move *move)
{
    const struct doc_row *row = &place->doc->rows[i];
    /* Real-mode code cannot reach above 1 MiB, so a row stays on its side. */
    struct doc_range window =
        row->at.start < DOC_MIB ? place_conventional(place->doc) : high_memory();
    struct doc_range obstacles[DOC_ROWS_MAX] = {{0}};
    size_t count = gather_obstacles(place, i, obstacles);
    /* Obstacles in order of their start, overlapping ones included: what lies
     * between the furthest end so far and the next start is a gap. */
    uint64_t free_from = window.start;

    for (size_t o = 0; o < count; o++) {
        struct doc_range gap = {free_from, obstacles[o].start};
        consider_gap(move, row, doc_range_intersect(gap, window));
        if (obstacles[o].end > free_from)
            free_from = obstacles[o].end;
    }
    consider_gap(move, row, doc_range_intersect((struct doc_range){free_from, window.end}, window));
}

void place_describe(struct place *place, size_t i, char text[PLACE_TEXT_MAX])
{
    const char *symbol = place->doc->rows[i].symbol;
    struct place_move *move = &place->moves[i];

    /* Found once and kept: a row that is told two places would be told nothing.
     * While it is searched for, the row itself must not count as moved. */
    if (!move->tried) {
        struct place_move found = {.tried = true};
        find_move(place, i, &found);
        *move = found;
    }
    if (move->found)
        snprintf(text, PLACE_TEXT_MAX, "%s would fit at 0x%" PRIx64 "-0x%" PRIx64, symbol,
                 move->to.start, move->to.end);
    else if (move->to.end > move->to.start)
        snprintf(text, PLACE_TEXT_MAX,
                 "%s fits nowhere: the largest gap for it is 0x%" PRIx64 "-0x%" PRIx64, symbol,
                 move->to.start, move->to.end);
    else
        snprintf(text, PLACE_TEXT_MAX, "%s fits nowhere: no memory is free while it is alive",
                 symbol);
}
