#include "tools/layoutc/check.h"

#include <inttypes.h>
#include <string.h>

#include "tools/layoutc/place.h"

/* In hex without leading zeros, as the document writes them: a search for it
 * finds the row. */
#define RANGE "0x%" PRIx64 "-0x%" PRIx64

/* All mistakes are reported, none ends the check: a reader mends them in one go. */
struct checker {
    const struct doc *doc; /* as parsed; rows that could not be read are not in it */
    struct report *report;
    struct place place;
};

/* The commonest slip is the length in the end's column: it is named. */
static void check_size(const struct checker *checker, const struct doc_row *row)
{
    if (row->at.end - row->at.start == row->size)
        return;
    char hint[64] = "";
    if (row->at.end == row->size)
        snprintf(hint, sizeof hint, "0x%" PRIx64 " looks like the length, ", row->at.end);
    /* Said in the unit that was written, and in hex, which is what the other two
     * columns are in. */
    uint64_t count = row->size / (uint64_t)row->unit;
    report_add(checker->report, row->line,
               "%s " RANGE " is 0x%" PRIx64 " bytes, but its size says %" PRIu64 " %s (0x%" PRIx64
               " bytes): %sthe end would be 0x%" PRIx64,
               row->symbol, row->at.start, row->at.end, row->at.end - row->at.start, count,
               doc_unit_name(row->unit, count), row->size, hint, row->at.start + row->size);
}

/* By the unit of the size, so that no fourth column is needed: what is counted
 * in pages is handled in pages. */
static void check_alignment(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc->rows[i];
    uint64_t alignment = doc_unit_alignment(row->unit);

    if (row->at.start % alignment == 0)
        return;
    char fit[PLACE_TEXT_MAX];
    place_describe(&checker->place, i, fit);
    report_add(checker->report, row->line,
               "%s starts at 0x%" PRIx64 ", but a row sized in %s starts at a multiple of %" PRIu64
               "; %s",
               row->symbol, row->at.start, doc_unit_name(row->unit, 2), alignment, fit);
}

/* Lifetime plays no part: the firmware's areas are never ours. */
static bool touches_firmware(const struct doc *doc, const struct doc_row *row)
{
    for (size_t i = 0; i < doc->row_count; i++) {
        struct doc_range shared = doc_range_intersect(doc->rows[i].at, row->at);
        if (doc->rows[i].firmware && shared.start < shared.end)
            return true;
    }
    return false;
}

/* A row that touches the firmware is reported as a collision with that row. */
static void check_window(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc->rows[i];

    if (place_is_inside(checker->doc, row->at) || touches_firmware(checker->doc, row))
        return;
    /* Worded with the window as it is now: a firmware row that was added has
     * moved it. */
    struct doc_range low = place_conventional(checker->doc);
    char fit[PLACE_TEXT_MAX];
    place_describe(&checker->place, i, fit);
    report_add(checker->report, row->line,
               "%s " RANGE " is neither in conventional memory (" RANGE
               ") nor between 1 MiB and 4 GiB (0x%x-0x%llx); %s",
               row->symbol, row->at.start, row->at.end, low.start, low.end, DOC_MIB,
               (unsigned long long)DOC_TOP, fit);
}

/* Above 1 MiB the BIOS reads nothing from disk, so the rule ends there. */
static void check_dma_page(struct checker *checker, size_t i)
{
    const struct doc_row *row = &checker->doc->rows[i];

    if (row->unit != DOC_UNIT_SECTOR || row->at.end > DOC_MIB || !place_crosses_dma_page(row->at))
        return;
    char fit[PLACE_TEXT_MAX];
    place_describe(&checker->place, i, fit);
    report_add(checker->report, row->line,
               "%s " RANGE " crosses a multiple of 0x%x, which the DMA that fills rows sized in "
               "sectors from a floppy cannot; %s",
               row->symbol, row->at.start, row->at.end, PLACE_DMA_PAGE, fit);
}

/* The firmware's rows state what a PC is; they need no size, no alignment, and
 * are the reason for the windows instead of being subject to them. */
static void check_row(struct checker *checker, size_t i)
{
    if (checker->doc->rows[i].firmware)
        return;
    check_size(checker, &checker->doc->rows[i]);
    check_alignment(checker, i);
    check_window(checker, i);
    check_dma_page(checker, i);
}

/* Whether a's constant for its end has the name of b's for its start. */
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
    const struct doc_row *mover = &checker->doc->rows[mover_index];
    const struct doc_row *other = &checker->doc->rows[mover_index == i ? j : i];
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
               doc_step_name(checker->doc, step), fit);
}

/* All pairs, not only neighbours: a row can lie inside another and behind a third.
 * With DOC_ROWS_MAX rows that is some two thousand comparisons. */
static void check_pair(struct checker *checker, size_t i, size_t j)
{
    const struct doc_row *a = &checker->doc->rows[i];
    const struct doc_row *b = &checker->doc->rows[j];
    struct doc_range shared = doc_range_intersect(a->at, b->at);

    check_symbols(checker, a, b);
    if (shared.start >= shared.end || !doc_rows_coexist(a, b))
        return;
    if (a->firmware && b->firmware)
        report_firmware_table(checker, a, b);
    else
        report_collision(checker, i, j);
}

/* The one address of ours that is not ours to choose. The loader is assembled for
 * the row's start, so a wrong row would build, and hang without a word. */
static void check_boot_sector(const struct checker *checker)
{
    for (size_t i = 0; i < checker->doc->row_count; i++) {
        const struct doc_row *row = &checker->doc->rows[i];
        if (row->at.start == PLACE_BOOT_SECTOR && row->alive == 1)
            return;
    }
    report_add(checker->report, 0,
               "no row alive in step 1 starts at 0x%x: the BIOS loads the boot sector there",
               PLACE_BOOT_SECTOR);
}

void check_document(const struct doc *doc, struct report *report)
{
    struct checker checker = {.doc = doc, .report = report};

    place_init(&checker.place, doc);
    /* A row that could not be read may be the one that is looked for. */
    if (report->count == 0)
        check_boot_sector(&checker);
    /* Collisions first: a place found for a misaligned row would count as a move it
     * makes anyway, and so decide which row of a pair has to go. */
    for (size_t i = 0; i < doc->row_count; i++) {
        for (size_t j = i + 1; j < doc->row_count; j++)
            check_pair(&checker, i, j);
    }
    for (size_t i = 0; i < doc->row_count; i++)
        check_row(&checker, i);
}
