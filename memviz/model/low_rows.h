/*
 * The first MiB as a list of rows: regions, the gaps between them, marks.
 *
 * Owns the arithmetic of the pane that shows it: sorting, gaps, letters, and
 * which stretch of memory is worth magnifying. Pure.
 */
#ifndef STRATA_MEMVIZ_LOW_ROWS_H
#define STRATA_MEMVIZ_LOW_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"

/* Every region may have a gap before it, and the last one a gap behind it. */
#define LOW_ROWS_MAX (2 * MODEL_REGION_MAX + 1 + MODEL_MARK_MAX)

enum low_row_kind { LOW_ROW_REGION, LOW_ROW_GAP, LOW_ROW_MARK };

struct low_row {
    enum low_row_kind kind;
    uint64_t start;     /* of a mark: its address */
    uint64_t end;       /* a mark's is its start */
    const char *symbol; /* of a region or a mark; as long-lived as the model */
    const char *what;   /* of a region */
    bool alive;         /* of a region: its memory may not be reused */
    char letter;        /* of a region: stands for it in the strips */
    unsigned number;    /* of a region that was reported: its index */
};

struct low_rows {
    unsigned declared_step; /* the rows are the declared ones at this step; 0: reported */
    size_t count;
    struct low_row rows[LOW_ROWS_MAX];
};

/* Lists what begins below 1 MiB in address order, with every gap up to there.
 * Until a kernel runs and reports its regions, the ones that docs/layout.md
 * declares stand in, as they are at the boot step that was reached last.
 * Without either there is no row at all. */
void low_rows_build(struct low_rows *list, const struct model *model);

/* The end of the low stretch, from 0 up to the largest gap, where small
 * regions crowd; 1 MiB when there is no such gap. */
uint64_t low_rows_find_crowd_end(const struct low_rows *list);

/* What lies in [start, end): the row of the region there, NULL for none.
 * *several tells that there is more than one. */
const struct low_row *low_rows_find(const struct low_rows *list, uint64_t start, uint64_t end,
                                    bool *several);

#endif
