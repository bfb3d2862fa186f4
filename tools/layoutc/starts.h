/*
 * Where a row may be put: the starts that the search for a place tries.
 *
 * Owns the choice of them, and no rule: most of them are refused.
 */
#ifndef STRATA_LAYOUTC_STARTS_H
#define STRATA_LAYOUTC_STARTS_H

#include "tools/layoutc/rules.h"

/* Two for each row, the ends of the windows, the multiples of 64 KiB; and of starts
 * the row's own, and four for each boundary. */
#define BOUNDARIES_MAX (2 * DOC_ROWS_MAX + 4 + MIB / RULES_DMA_PAGE)
#define CANDIDATES_MAX (1 + 4 * BOUNDARIES_MAX)

struct starts {
    uint64_t at[CANDIDATES_MAX];
    size_t count;
};

/* The start that the row has, rounded down to its alignment, and after it those at which
 * the row, or the row with a partner of that size on either side of it, touches a
 * boundary. */
void starts_collect(const struct doc *doc, const struct doc_row *row, uint64_t beside,
                    struct starts *starts);

#endif
