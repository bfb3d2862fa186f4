#include "tools/layoutc/check.h"

#include <inttypes.h>
#include <string.h>

#include "tools/layoutc/place.h"
#include "tools/layoutc/roles.h"
#include "tools/layoutc/rules.h"

/* In hex without leading zeros, as the document writes them: a search for the text
 * finds the row. */
#define RANGE "0x%" PRIx64 "-0x%" PRIx64

/* All mistakes are reported and none ends the check, so that a reader can mend them
 * in one go. */
struct checker {
    struct doc doc; /* as parsed, with lifetimes as long as the roles need them */
    struct report *report;
    struct place place;
};

/* A collision that follows from a lifetime which is too short is found in the same
 * run, because all other rules are asked about the mended document. */
static void check_lifetime(struct checker *checker, struct doc_row *row)
{
    const struct rules_role *role = rules_of(row->role);

    if (row->firmware || row->role == DOC_ROLE_NONE)
        return;
    if (row->alive > role->alive_max) {
        report_add(checker->report, row->line,
                   "%s is alive from step %u (%s) on, but a %s holds something from step %u (%s) "
                   "on: write %u in column alive",
                   row->symbol, row->alive, doc_step_name(&checker->doc, row->alive),
                   roles_name(row->role), role->alive_max,
                   doc_step_name(&checker->doc, role->alive_max), role->alive_max);
        row->alive = role->alive_max;
    }
    if (row->reuse >= role->reuse_min)
        return;
    if (role->reuse_min == DOC_NEVER)
        report_add(checker->report, row->line,
                   "%s may be reused from step %u (%s) on, but %s as long as the machine runs: "
                   "write never in column reuse",
                   row->symbol, row->reuse, doc_step_name(&checker->doc, row->reuse), role->need);
    else
        report_add(checker->report, row->line,
                   "%s may be reused from step %u (%s) on, but %s until step %u (%s): write %u in "
                   "column reuse",
                   row->symbol, row->reuse, doc_step_name(&checker->doc, row->reuse), role->need,
                   role->reuse_min, doc_step_name(&checker->doc, role->reuse_min), role->reuse_min);
    row->reuse = role->reuse_min;
}

/* The size that the row needs: its own, or the least that its role can do with, in
 * the unit of the row. */
static uint64_t needed_size(const struct doc_row *row)
{
    uint64_t least = rules_of(row->role)->size_min;
    uint64_t unit = (uint64_t)row->unit;

    if (row->role == DOC_ROLE_BOOT_SECTOR)
        return least;
    return row->size >= least ? row->size : (least + unit - 1) / unit * unit;
}

/* The size column is what the loader is built for, so a size that cannot work is
 * refused whatever the range says. */
static void check_needed_size(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc.rows[i];
    uint64_t needed = needed_size(row);
    uint64_t count = needed / (uint64_t)row->unit;
    char fit[PLACE_TEXT_MAX];

    place_describe(&checker->place, i, fit);
    report_add(checker->report, row->line,
               "%s has a size of 0x%" PRIx64 " bytes, but a %s %s 0x%" PRIx64
               " bytes: write %" PRIu64 " %s in column size; %s",
               row->symbol, row->size, roles_name(row->role),
               row->role == DOC_ROLE_BOOT_SECTOR ? "has exactly" : "needs at least", needed, count,
               doc_unit_name(row->unit, count), fit);
}

/* The commonest slip is the length in the column of the end, so it is named. */
static void check_size(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc.rows[i];
    uint64_t count = row->size / (uint64_t)row->unit;
    char tail[PLACE_TEXT_MAX];
    char hint[64] = "";

    if (row->firmware)
        return;
    if (row->size != needed_size(row)) {
        check_needed_size(checker, i);
        return;
    }
    if (row->at.end - row->at.start == row->size)
        return;
    if (row->at.end == row->size)
        snprintf(hint, sizeof hint, "0x%" PRIx64 " looks like the length, ", row->at.end);
    /* The end is the cell to change as long as the row may stay at its start. */
    if (!checker->place.moves[i].found && place_may_stay(&checker->place, i))
        snprintf(tail, sizeof tail, "the end would be 0x%" PRIx64, row->at.start + row->size);
    else
        place_describe(&checker->place, i, tail);
    /* The size is stated in the unit that was written, and in hex, which is what the
     * other two columns are in. */
    report_add(checker->report, row->line,
               "%s " RANGE " is 0x%" PRIx64 " bytes, but its size says %" PRIu64 " %s (0x%" PRIx64
               " bytes): %s%s",
               row->symbol, row->at.start, row->at.end, row->at.end - row->at.start, count,
               doc_unit_name(row->unit, count), row->size, hint, tail);
}

/* The alignment follows from the unit of the size, so that no other column is
 * needed: what is counted in pages is handled in pages. */
static void report_alignment(struct checker *checker, const struct doc_row *row, const char *fit)
{
    uint64_t alignment = rules_alignment(row);

    if (alignment == doc_unit_alignment(row->unit))
        report_add(checker->report, row->line,
                   "%s starts at 0x%" PRIx64
                   ", but a row sized in %s starts at a multiple of %" PRIu64 "; %s",
                   row->symbol, row->at.start, doc_unit_name(row->unit, 2), alignment, fit);
    else
        report_add(checker->report, row->line,
                   "%s starts at 0x%" PRIx64
                   ", but the row of a %s starts at a multiple of %" PRIu64 "; %s",
                   row->symbol, row->at.start, roles_name(row->role), alignment, fit);
}

static void report_window(struct checker *checker, const struct doc_row *row, const char *fit)
{
    /* The window is printed as it is now: a firmware row that was added has moved
     * it. */
    struct doc_range low = rules_conventional(&checker->doc);

    report_add(checker->report, row->line,
               "%s " RANGE " is neither in conventional memory (" RANGE
               ") nor between 1 MiB and 4 GiB (0x%llx-0x%llx); %s",
               row->symbol, row->at.start, row->at.end, low.start, low.end, MIB,
               (unsigned long long)DOC_TOP, fit);
}

static void report_reach(struct checker *checker, const struct doc_row *row, const char *fit)
{
    if (rules_of(row->role)->real_mode)
        report_add(checker->report, row->line,
                   "%s " RANGE " ends above 0x%x, but 16-bit code reaches a %s below 64 KiB only "
                   "(and the BIOS below 1 MiB); %s",
                   row->symbol, row->at.start, row->at.end, RULES_REACH_END, roles_name(row->role),
                   fit);
    else
        report_add(checker->report, row->line,
                   "%s " RANGE " starts below 1 MiB, but kernel and frames lie above it; %s",
                   row->symbol, row->at.start, row->at.end, fit);
}

/* Where a row lies is judged once: a row that has been told a place leaves for it,
 * and whatever else is wrong with its old one goes with it. */
static void check_position(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc.rows[i];
    char fit[PLACE_TEXT_MAX];

    if (row->firmware || checker->place.moves[i].told || rules_may_lie(&checker->doc, row))
        return;
    place_describe(&checker->place, i, fit);
    if (rules_is_boot_sector(row) && row->at.start != RULES_BOOT_SECTOR)
        report_add(checker->report, row->line,
                   "%s " RANGE " must start at 0x%x, where the BIOS loads the boot sector; %s",
                   row->symbol, row->at.start, row->at.end, RULES_BOOT_SECTOR, fit);
    else if (row->at.start % rules_alignment(row) != 0)
        report_alignment(checker, row, fit);
    else if (!rules_is_inside(&checker->doc, row->at))
        report_window(checker, row, fit);
    else if (rules_breaks_dma(row))
        report_add(checker->report, row->line,
                   "%s " RANGE " crosses a multiple of 0x%x, which the DMA that fills rows sized "
                   "in sectors from a floppy cannot; %s",
                   row->symbol, row->at.start, row->at.end, RULES_DMA_PAGE, fit);
    else
        report_reach(checker, row, fit);
}

/* The rule of the two kinds of pairs, seen from the row that had better move. */
static void report_pair(struct checker *checker, const struct doc_row *row,
                        const struct doc_row *other, const char *fit)
{
    bool at_end = row->role == DOC_ROLE_GUARD || row->role == DOC_ROLE_KERNEL;

    report_add(checker->report, row->line, "%s " RANGE " must %s where %s %s (0x%" PRIx64 "); %s",
               row->symbol, row->at.start, row->at.end, at_end ? "end" : "start", other->symbol,
               at_end ? "starts" : "ends", at_end ? other->at.start : other->at.end, fit);
}

/* The follower moves to its leader where it can. Where the search has brought the
 * leader to the follower instead, the mistake is the leader's. */
static void check_pairs(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc.rows[i];
    size_t p = checker->place.partner[i];
    char fit[PLACE_TEXT_MAX];

    if (p == PLACE_ALONE || !rules_belong(checker->doc.rows[p].role, row->role) ||
        place_adjoins(&checker->place, i) || checker->place.moves[i].told)
        return;
    struct doc_row leader = checker->place.doc.rows[p];
    place_describe(&checker->place, i, fit);
    const struct place_move *move = &checker->place.moves[i];
    if (!move->found || checker->place.doc.rows[i].at.start != row->at.start) {
        report_pair(checker, row, &leader, fit);
        return;
    }
    place_describe(&checker->place, p, fit);
    report_pair(checker, &leader, row, fit);
}

/* A place for a pair moves both of its rows, of which the errors have named one. */
static void check_companions(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc.rows[i];
    size_t p = checker->place.partner[i];
    char fit[PLACE_TEXT_MAX];

    if (p == PLACE_ALONE || !checker->place.moves[i].found || checker->place.moves[i].told)
        return;
    place_describe(&checker->place, i, fit);
    report_add(checker->report, row->line, "%s has to move together with %s (line %u); %s",
               row->symbol, checker->doc.rows[p].symbol, checker->doc.rows[p].line, fit);
}

/* A stack without a guard overflows into whatever lies below it. */
static void check_guarded(const struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc.rows[i];

    if (checker->place.partner[i] != PLACE_ALONE)
        return;
    if (row->role == DOC_ROLE_STACK)
        report_add(checker->report, row->line,
                   "%s " RANGE " has no guard: add a row of 1 page that ends at 0x%" PRIx64
                   ", and give it the role guard",
                   row->symbol, row->at.start, row->at.end, row->at.start);
    else if (row->role == DOC_ROLE_GUARD)
        report_add(checker->report, row->line,
                   "%s " RANGE " guards no stack: give the row that starts at 0x%" PRIx64
                   " the role stack, or remove this one",
                   row->symbol, row->at.start, row->at.end, row->at.end);
}

/* Returns whether a's constant for its end has the name of b's for its start. */
static bool is_end_name(const struct doc_row *a, const struct doc_row *b)
{
    size_t length = strlen(a->symbol);

    return strncmp(a->symbol, b->symbol, length) == 0 && strcmp(b->symbol + length, "_END") == 0;
}

/* The later line gets the error, since the earlier one was there first. */
static void check_symbols(const struct checker *checker, const struct doc_row *a,
                          const struct doc_row *b)
{
    const struct doc_row *later = a->line > b->line ? a : b;
    const struct doc_row *earlier = a->line > b->line ? b : a;

    if (strcmp(a->symbol, b->symbol) == 0)
        report_add(checker->report, later->line,
                   "symbol %s is already taken in line %u: give one of the rows another name",
                   later->symbol, earlier->line);
    else if (is_end_name(a, b) || is_end_name(b, a))
        report_add(checker->report, later->line,
                   "symbols %s and %s (line %u) clash: SYMBOL_END is made for the end of each row",
                   later->symbol, earlier->symbol, earlier->line);
}

/* Nothing of the firmware's can move, so there is no place to suggest: one of the
 * two rows misstates what a PC is. */
static void report_firmware_table(const struct checker *checker, const struct doc_row *a,
                                  const struct doc_row *b)
{
    const struct doc_row *later = a->line > b->line ? a : b;
    const struct doc_row *earlier = a->line > b->line ? b : a;

    report_add(checker->report, later->line, "firmware areas %s and %s (line %u) overlap",
               later->symbol, earlier->symbol, earlier->line);
}

/* Names the row that had better move first, in whose line the error stands. */
static void report_collision(struct checker *checker, size_t i, size_t j)
{
    size_t mover_index = place_pick(&checker->place, i, j);
    const struct doc_row *mover = &checker->doc.rows[mover_index];
    const struct doc_row *other = &checker->doc.rows[mover_index == i ? j : i];
    struct doc_range shared = doc_range_intersect(mover->at, other->at);
    /* From here on both are alive: that is when the damage is done. */
    unsigned step = mover->alive > other->alive ? mover->alive : other->alive;
    char fit[PLACE_TEXT_MAX];

    place_describe(&checker->place, mover_index, fit);
    report_add(checker->report, mover->line,
               "%s " RANGE " overlaps %s%s " RANGE " (line %u): both hold " RANGE
               " from step %u (%s) on; %s",
               mover->symbol, mover->at.start, mover->at.end,
               other->firmware ? "the firmware's " : "", other->symbol, other->at.start,
               other->at.end, other->line, shared.start, shared.end, step,
               doc_step_name(&checker->doc, step), fit);
}

/* Returns whether the rows collide only because one of them has a size that its role cannot
 * have, which is reported for itself. */
static bool ends_with_its_size(const struct checker *checker, size_t i, size_t j)
{
    const struct doc_row *a = &checker->doc.rows[i];
    const struct doc_row *b = &checker->doc.rows[j];

    return (a->size != needed_size(a) || b->size != needed_size(b)) && !a->firmware &&
           !b->firmware && !rules_collide(&checker->place.doc.rows[i], &checker->place.doc.rows[j]);
}

/* All pairs, not only neighbours: a row can lie inside another and after a third.
 * With DOC_ROWS_MAX rows that is some two thousand comparisons. */
static void check_pair(struct checker *checker, size_t i, size_t j)
{
    const struct doc_row *a = &checker->doc.rows[i];
    const struct doc_row *b = &checker->doc.rows[j];
    struct doc_range shared = doc_range_intersect(a->at, b->at);

    check_symbols(checker, a, b);
    if (shared.start >= shared.end || !doc_rows_coexist(a, b) || ends_with_its_size(checker, i, j))
        return;
    if (a->firmware && b->firmware)
        report_firmware_table(checker, a, b);
    else
        report_collision(checker, i, j);
}

/* The one address of ours that is not ours to choose. The loader is assembled for
 * the start of the row, so a wrong row would build and hang without a word. */
static void check_boot_sector(const struct checker *checker)
{
    for (size_t i = 0; i < checker->doc.row_count; i++) {
        if (rules_is_boot_sector(&checker->doc.rows[i]))
            return;
    }
    report_add(checker->report, 0,
               "no row alive in step 1 starts at 0x%x: the BIOS loads the boot sector there",
               RULES_BOOT_SECTOR);
}

/* Collisions come first: a place found for a misaligned row would count as a move it
 * makes anyway, and so decide which row of a pair has to go. */
static void check_all(struct checker *checker, bool is_whole)
{
    size_t count = checker->doc.row_count;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++)
            check_pair(checker, i, j);
    }
    for (size_t i = 0; i < count; i++)
        check_position(checker, i);
    for (size_t i = 0; i < count; i++)
        check_size(checker, i);
    for (size_t i = 0; i < count; i++)
        check_pairs(checker, i);
    for (size_t i = 0; i < count; i++)
        check_companions(checker, i);
    /* A row that could not be read may be the one that is looked for. */
    for (size_t i = 0; is_whole && i < count; i++)
        check_guarded(checker, i);
    if (is_whole)
        check_boot_sector(checker);
}

void check_document(const struct doc *doc, struct report *report)
{
    static struct checker checker; /* too large for a stack */
    bool is_whole = report->count == 0;

    checker.doc = *doc;
    checker.report = report;
    for (size_t i = 0; i < doc->row_count; i++)
        check_lifetime(&checker, &checker.doc.rows[i]);
    place_init(&checker.place, &checker.doc);
    for (size_t i = 0; i < doc->row_count; i++) {
        if (!doc->rows[i].firmware)
            place_set_size(&checker.place, i, needed_size(&doc->rows[i]));
    }
    check_all(&checker, is_whole);
}
