/*
 * Theory of operation.
 *
 * A suggestion is only worth printing if a reader who follows it gets a layout that
 * builds. The search therefore knows no rules of its own. It works on a plan, which
 * is a copy of the document in which every row lies where it would lie after all
 * suggestions made so far. To place a row it lists candidates, tries them in order
 * of their distance from where the row is, and takes the first one for which the
 * rules of rules.h hold: the row may lie there, it collides with no other row of the
 * plan, and it adjoins the row it belongs to. A suggestion stays in the plan, so
 * later ones respect it, and all of them can be applied together.
 *
 * The candidates are few because a nearest free place is tight: either the row keeps
 * its start, rounded down to its alignment, or it touches something. So the starts
 * to try are those at which the row begins or ends at a boundary, where the
 * boundaries are starts and ends of all rows, the ends of the windows of memory, and
 * the multiples of 64 KiB below 1 MiB. Every candidate is tested against every row.
 * With 64 rows that is some hundred thousand comparisons in the worst case, less
 * than a millisecond, and there is no second description of free memory that could
 * disagree with the rules.
 *
 * Two kinds of rows come in pairs: a guard lies directly below its stack, and the
 * frames start where the kernel's row ends. A row of a pair is first placed beside
 * its partner where that is. If nothing fits there, both are moved together, and the
 * candidates are those at which the pair as a whole touches a boundary.
 *
 * Which of two colliding rows is wrong cannot be known, so place_pick guesses by
 * what is likeliest to have been edited. The trade-off is that one row is moved at a
 * time: a layout that could only be mended by moving a row that is not named in any
 * error is reported as without room, although room could be made.
 */
#include "tools/layoutc/place.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/layoutc/rules.h"
#include "tools/layoutc/starts.h"

/* Without sign: addresses span all of 64 bits in a row that is badly wrong. */
static uint64_t distance(uint64_t a, uint64_t b)
{
    return a > b ? a - b : b - a;
}

static bool are_adjoining(const struct doc_row *a, const struct doc_row *b)
{
    if (rules_belong(b->role, a->role))
        return rules_follower_start(b, a) == a->at.start;
    return rules_follower_start(a, b) == b->at.start;
}

static bool can_be_partners(const struct doc_row *a, const struct doc_row *b)
{
    return rules_belong(a->role, b->role) || rules_belong(b->role, a->role);
}

/* Rows that adjoin already are pairs. What is left over is paired by choice, since
 * the first place of a guard belongs to the first place of its stack. */
static void find_partners(struct place *place)
{
    const struct doc *doc = &place->doc;

    for (size_t i = 0; i < DOC_ROWS_MAX; i++)
        place->partner[i] = PLACE_ALONE;
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < doc->row_count; i++) {
            for (size_t j = 0; j < doc->row_count; j++) {
                const struct doc_row *a = &doc->rows[i];
                const struct doc_row *b = &doc->rows[j];
                if (place->partner[i] != PLACE_ALONE || place->partner[j] != PLACE_ALONE ||
                    !can_be_partners(a, b))
                    continue;
                if (round == 0 ? are_adjoining(a, b) : a->choice == b->choice) {
                    place->partner[i] = j;
                    place->partner[j] = i;
                }
            }
        }
    }
}

/* Conflicts are counted in both directions: of two rows that collide, the one
 * that collides with more others is likelier the one that was moved. */
void place_init(struct place *place, const struct doc *doc)
{
    memset(place, 0, sizeof *place);
    place->written = doc;
    place->doc = *doc;
    for (size_t i = 0; i < doc->row_count; i++) {
        for (size_t j = 0; j < doc->row_count; j++) {
            if (i != j && rules_collide(&doc->rows[i], &doc->rows[j]))
                place->conflicts[i]++;
        }
        /* A row whose range and size disagree is planned with its size. */
        place_set_size(place, i, doc->rows[i].size);
    }
    find_partners(place);
}

void place_set_size(struct place *place, size_t i, uint64_t size)
{
    struct doc_row *row = &place->doc.rows[i];

    row->size = size;
    row->at.end = row->at.start + size;
}

static bool is_pinned(const struct doc_row *row)
{
    return row->firmware || (rules_is_boot_sector(row) && row->at.start == RULES_BOOT_SECTOR);
}

/* A row at odds with itself has most likely been edited half. */
static bool has_stated_size(const struct doc_row *row)
{
    return row->at.end - row->at.start == row->size;
}

static bool is_high(const struct doc_row *row)
{
    return row->role == DOC_ROLE_KERNEL || row->role == DOC_ROLE_FRAMES;
}

/* The order of the questions is that of how much each answer tells. The last two
 * only make the choice stable: a later row yields to an earlier one because the
 * earlier is what the machine has when the later arrives. */
size_t place_pick(const struct place *place, size_t a, size_t b)
{
    const struct doc_row *row_a = &place->written->rows[a];
    const struct doc_row *row_b = &place->written->rows[b];

    if (is_pinned(row_a) != is_pinned(row_b))
        return is_pinned(row_a) ? b : a;
    /* A row that moves anyway leaves this collision too. */
    if (place->moves[a].found != place->moves[b].found)
        return place->moves[a].found ? a : b;
    if (has_stated_size(row_a) != has_stated_size(row_b))
        return has_stated_size(row_a) ? b : a;
    /* The two rows fill all memory from 1 MiB on: what collides with them there is
     * what does not belong there. */
    if (is_high(row_a) != is_high(row_b))
        return is_high(row_a) ? b : a;
    if (place->conflicts[a] != place->conflicts[b])
        return place->conflicts[a] > place->conflicts[b] ? a : b;
    if (row_a->alive != row_b->alive)
        return row_a->alive > row_b->alive ? a : b;
    return row_a->line > row_b->line ? a : b;
}

/* Returns whether the row may be put there; row number skip does not count, as it moves too. */
static bool is_free_for(const struct place *place, size_t i, const struct doc_row *row, size_t skip)
{
    const struct doc_row *written = &place->written->rows[i];

    /* Nothing is known of a row without a role but the side on which it was put. */
    if ((row->role == DOC_ROLE_NONE && (row->at.start < MIB) != (written->at.start < MIB)) ||
        !rules_may_lie(&place->doc, row))
        return false;
    for (size_t j = 0; j < place->doc.row_count; j++) {
        if (j != i && j != skip && rules_collide(row, &place->doc.rows[j]))
            return false;
    }
    return true;
}

bool place_may_stay(const struct place *place, size_t i)
{
    return is_free_for(place, i, &place->doc.rows[i], PLACE_ALONE);
}

bool place_adjoins(const struct place *place, size_t i)
{
    size_t partner = place->partner[i];

    return partner == PLACE_ALONE || are_adjoining(&place->doc.rows[i], &place->doc.rows[partner]);
}

/* Where the partner of a row that is put somewhere has to lie; false where that is
 * below address 0. */
static bool put_beside(const struct doc_row *row, struct doc_row *partner)
{
    uint64_t start;

    if (rules_belong(row->role, partner->role)) {
        if (row->role == DOC_ROLE_STACK && row->at.start < partner->size)
            return false;
        start = rules_follower_start(row, partner);
    } else if (row->role == DOC_ROLE_GUARD) {
        start = row->at.end;
    } else {
        if (row->at.start < partner->size)
            return false;
        start = row->at.start - partner->size;
    }
    partner->at = (struct doc_range){start, start + partner->size};
    return true;
}

/* A row, and its partner if it has one, where they may be put. */
struct candidate {
    bool together; /* the partner moves as well */
    struct doc_row row;
    struct doc_row partner;
};

/* Returns whether row i may be put at start. Its partner stays, or moves as well. */
static bool try_start(const struct place *place, size_t i, uint64_t start,
                      struct candidate *candidate)
{
    struct doc_row *row = &candidate->row;
    struct doc_row *partner = &candidate->partner;
    size_t p = place->partner[i];

    *row = place->doc.rows[i];
    row->at = (struct doc_range){start, start + row->size};
    if (row->at.end < start || !is_free_for(place, i, row, candidate->together ? p : PLACE_ALONE))
        return false;
    if (p == PLACE_ALONE)
        return true;
    *partner = place->doc.rows[p];
    if (!candidate->together)
        return are_adjoining(row, partner);
    return put_beside(row, partner) && is_free_for(place, p, partner, i) &&
           !rules_collide(row, partner);
}

/* Plans the nearest place for row i, with its partner where it is or with both moved
 * together; false where there is none. */
static bool find_place(struct place *place, size_t i, bool together)
{
    const struct doc_row *now = &place->doc.rows[i];
    size_t p = place->partner[i];
    struct candidate candidate = {.together = together};
    struct candidate best;
    struct starts starts;
    bool found = false;

    starts_collect(&place->doc, now, together ? place->doc.rows[p].size : 0, &starts);
    uint64_t from = starts.at[0];
    for (size_t s = 0; s < starts.count; s++) {
        uint64_t away = distance(starts.at[s], from);
        uint64_t best_away = found ? distance(best.row.at.start, from) : UINT64_MAX;
        if (away > best_away || (away == best_away && starts.at[s] >= best.row.at.start) ||
            !try_start(place, i, starts.at[s], &candidate))
            continue;
        found = true;
        best = candidate;
    }
    if (!found)
        return false;
    place->doc.rows[i] = best.row;
    place->moves[i].found = true;
    if (together) {
        place->doc.rows[p] = best.partner;
        place->moves[p].found = true;
        place->moves[p].tried = true;
    }
    return true;
}

/* The memory in which row i may lie at all. */
static struct doc_range window_of(const struct place *place, size_t i)
{
    const struct doc_row *row = &place->doc.rows[i];
    struct doc_range window = rules_conventional(&place->doc);

    if (rules_of(row->role)->real_mode && window.end > RULES_REACH_END)
        window.end = RULES_REACH_END;
    else if (is_high(row) || (!rules_of(row->role)->real_mode && row->at.start >= MIB))
        window = rules_high_memory();
    return window;
}

/* The first byte at or after at that no row alive with row i holds. */
static uint64_t skip_rows(const struct place *place, size_t i, uint64_t at)
{
    const struct doc *doc = &place->doc;

    for (size_t j = 0; j < doc->row_count; j++) {
        if (j != i && doc_rows_coexist(&doc->rows[i], &doc->rows[j]) &&
            doc->rows[j].at.start <= at && at < doc->rows[j].at.end)
            return skip_rows(place, i, doc->rows[j].at.end);
    }
    return at;
}

/* Where the gap that begins at from ends. */
static uint64_t gap_end(const struct place *place, size_t i, uint64_t from, uint64_t limit)
{
    const struct doc *doc = &place->doc;

    for (size_t j = 0; j < doc->row_count; j++) {
        uint64_t start = doc->rows[j].at.start;
        if (j != i && start >= from && start < limit &&
            doc_rows_coexist(&doc->rows[i], &doc->rows[j]))
            limit = start;
    }
    return limit;
}

static struct doc_range largest_gap(const struct place *place, size_t i)
{
    struct doc_range window = window_of(place, i);
    struct doc_range largest = {0, 0};
    uint64_t at = skip_rows(place, i, window.start);

    while (at < window.end) {
        uint64_t end = gap_end(place, i, at, window.end);
        if (end - at > largest.end - largest.start)
            largest = (struct doc_range){at, end};
        at = skip_rows(place, i, end);
    }
    return largest;
}

/* Found once and kept: two different suggestions for one row would contradict each other. */
static void plan_move(struct place *place, size_t i)
{
    struct place_move *move = &place->moves[i];
    size_t p = place->partner[i];

    if (move->tried)
        return;
    move->tried = true;
    if (!find_place(place, i, false) &&
        (p == PLACE_ALONE || place->moves[p].tried || !find_place(place, i, true)))
        move->gap = largest_gap(place, i);
}

void place_describe(struct place *place, size_t i, char text[PLACE_TEXT_MAX])
{
    const struct doc_row *row = &place->doc.rows[i];
    struct place_move *move = &place->moves[i];
    const char *below = rules_of(row->role)->real_mode ? " below 0x10000" : "";

    plan_move(place, i);
    move->told = true;
    if (move->found)
        snprintf(text, PLACE_TEXT_MAX, "%s would fit at 0x%" PRIx64 "-0x%" PRIx64, row->symbol,
                 row->at.start, row->at.end);
    else if (move->gap.end > move->gap.start)
        snprintf(text, PLACE_TEXT_MAX,
                 "%s fits nowhere%s: the largest gap for it is 0x%" PRIx64 "-0x%" PRIx64,
                 row->symbol, below, move->gap.start, move->gap.end);
    else
        snprintf(text, PLACE_TEXT_MAX, "%s fits nowhere%s: no memory is free while it is alive",
                 row->symbol, below);
}
