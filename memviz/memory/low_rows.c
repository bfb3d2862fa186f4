#include "memviz/memory/low_rows.h"

#include <stdlib.h>

#include "kernel/core/units.h"

static void add_row(struct low_rows *list, const struct low_row *row)
{
    list->rows[list->count++] = *row;
}

/* The marks below 1 MiB in address order. */
struct low_marks {
    size_t count;
    const struct model_mark *marks[MODEL_MARK_MAX];
};

/* Marks of one address stay in the order of their numbers, in which they lie in
 * memory. */
static int compare_marks(const void *left, const void *right)
{
    const struct model_mark *a = *(const struct model_mark *const *)left;
    const struct model_mark *b = *(const struct model_mark *const *)right;

    if (a->at != b->at)
        return a->at < b->at ? -1 : 1;
    return (a > b) - (a < b);
}

static void collect_marks(struct low_marks *marks, const struct model *model)
{
    marks->count = 0;
    for (unsigned i = 0; i < indexed_end(&model->marks); i++) {
        const struct model_mark *mark = indexed_get(&model->marks, i);
        if (mark != NULL && mark->at < MIB)
            marks->marks[marks->count++] = mark;
    }
    qsort(marks->marks, marks->count, sizeof marks->marks[0], compare_marks);
}

/* Regions that touch or overlap have no gap between them. */
static void add_gap(struct low_rows *list, uint64_t start, uint64_t end)
{
    if (start < end)
        add_row(list, &(struct low_row){.kind = LOW_ROW_GAP, .start = start, .end = end});
}

/* A region that begins below 1 MiB and ends above is shown with its true end. */
static void add_region(struct low_rows *list, const struct region *region, uint64_t *covered)
{
    add_gap(list, *covered, region->start);
    *covered = region->end > *covered ? region->end : *covered;
    add_row(list, &(struct low_row){.kind = LOW_ROW_REGION,
                                    .start = region->start,
                                    .end = region->end,
                                    .symbol = region->symbol,
                                    .region = region});
}

static void add_mark(struct low_rows *list, const struct model_mark *mark)
{
    add_row(list,
            &(struct low_row){
                .kind = LOW_ROW_MARK, .start = mark->at, .end = mark->at, .symbol = mark->symbol});
}

/* Both lists are in address order, and are merged. */
void low_rows_build(struct low_rows *list, const struct model *model)
{
    struct low_marks marks;
    uint64_t covered = 0;
    size_t next = 0;

    regions_build(&list->regions, model);
    collect_marks(&marks, model);
    list->count = 0;
    for (size_t i = 0; i < list->regions.count && list->regions.items[i].start < MIB; i++) {
        const struct region *region = &list->regions.items[i];
        while (next < marks.count && marks.marks[next]->at < region->start)
            add_mark(list, marks.marks[next++]);
        add_region(list, region, &covered);
    }
    if (list->count == 0)
        return;
    while (next < marks.count)
        add_mark(list, marks.marks[next++]);
    add_gap(list, covered, MIB);
}

/* A gap at 0 would leave nothing to magnify. */
uint64_t low_rows_find_crowd_end(const struct low_rows *list)
{
    uint64_t end = MIB;
    uint64_t largest = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct low_row *row = &list->rows[i];
        if (row->kind == LOW_ROW_GAP && row->start > 0 && row->end - row->start > largest) {
            largest = row->end - row->start;
            end = row->start;
        }
    }
    return end;
}
