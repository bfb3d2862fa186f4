#include "tools/layoutc/doc.h"

#include <stdlib.h>

/* A row of bytes must be aligned too: real-mode code reaches it through a segment
 * register, which counts paragraphs of 16 bytes. */
uint64_t doc_unit_alignment(enum doc_unit unit)
{
    return unit == DOC_UNIT_BYTE ? 16u : (uint64_t)unit;
}

/* One table of words serves the reading of sizes and the wording of errors, so
 * an error never suggests a word that the reader would not take. */
const char *doc_unit_name(enum doc_unit unit, uint64_t count)
{
    switch (unit) {
    case DOC_UNIT_SECTOR:
        return count == 1 ? "sector" : "sectors";
    case DOC_UNIT_PAGE:
        return count == 1 ? "page" : "pages";
    default:
        return count == 1 ? "byte" : "bytes";
    }
}

/* Two half-open intervals of steps meet when each starts before the other ends.
 * The firmware's, from 0 to never, meet all others. */
bool doc_rows_coexist(const struct doc_row *a, const struct doc_row *b)
{
    return a->alive < b->reuse && b->alive < a->reuse;
}

/* Where the rows share nothing, the start of the answer may lie beyond its end. It is left
 * so, because callers ask whether start < end. */
struct doc_range doc_range_intersect(struct doc_range a, struct doc_range b)
{
    return (struct doc_range){
        .start = a.start > b.start ? a.start : b.start,
        .end = a.end < b.end ? a.end : b.end,
    };
}

/* Errors are also worded while the step table is incomplete. A step without a name is then
 * written as "?". */
const char *doc_step_name(const struct doc *doc, unsigned step)
{
    return step >= 1 && step <= doc->step_count ? doc->steps[step - 1].name : "?";
}

/* The difference of two 64-bit values does not fit an int; their order does. */
static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Start alone does not order rows that share memory at different times, and
 * qsort is not stable: without the rest, output could differ between hosts. */
static int compare_rows(const void *left, const void *right)
{
    const struct doc_row *a = left;
    const struct doc_row *b = right;

    if (a->at.start != b->at.start)
        return compare(a->at.start, b->at.start);
    if (a->alive != b->alive)
        return compare(a->alive, b->alive);
    return compare(a->line, b->line);
}

/* The rows are sorted by address. In the document they may be grouped by what they are
 * for. */
void doc_sort_rows(struct doc *doc)
{
    qsort(doc->rows, doc->row_count, sizeof doc->rows[0], compare_rows);
}
