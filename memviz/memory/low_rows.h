/*
 * The first MiB as a list of rows: regions, the gaps between them, marks.
 *
 * Owns the arithmetic of the pane that shows it: gaps, the places of marks, and
 * which stretch of memory is worth magnifying. Pure.
 */
#ifndef STRATA_MEMVIZ_LOW_ROWS_H
#define STRATA_MEMVIZ_LOW_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "memviz/memory/regions.h"

/* Every region may have a gap before it, and the last one a gap after it. */
#define LOW_ROWS_MAX (2 * MODEL_REGION_MAX + 1 + MODEL_MARK_MAX)

enum low_row_kind { LOW_ROW_REGION, LOW_ROW_GAP, LOW_ROW_MARK };

struct low_row {
    enum low_row_kind kind;
    uint64_t start;              /* of a mark: its address */
    uint64_t end;                /* a mark's is its start */
    const char *symbol;          /* of a region or a mark; as long-lived as the model */
    const struct region *region; /* of a region: belongs to the list */
};

struct low_rows {
    struct region_list regions; /* all that are known, also above 1 MiB */
    size_t count;
    struct low_row rows[LOW_ROWS_MAX];
};

/* Lists what begins below 1 MiB in address order, with every gap up to there;
 * a mark follows the region that begins at its address. While no region is
 * known there is no row at all. The list must not be copied: its rows point
 * into it. */
void low_rows_build(struct low_rows *list, const struct model *model);

/* The end of the low stretch, from 0 up to the largest gap, where small
 * regions crowd; 1 MiB when there is no such gap. */
uint64_t low_rows_find_crowd_end(const struct low_rows *list);

#endif
