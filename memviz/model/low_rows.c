#include "memviz/model/low_rows.h"

#include <stdlib.h>

#include "kernel/core/layout.h"
#include "kernel/core/units.h"

static void add_row(struct low_rows *list, const struct low_row *row)
{
    list->rows[list->count++] = *row;
}

/* A region that begins below 1 MiB and ends above is shown with its true end. */
static void add_region(struct low_rows *list, const struct model_region *region, unsigned i)
{
    if (region->start < MIB) {
        add_row(list, &(struct low_row){.kind = LOW_ROW_REGION,
                                        .start = region->start,
                                        .end = region->end,
                                        .symbol = region->symbol,
                                        .what = region->what,
                                        .number = i,
                                        .alive = region->alive});
    }
}

/* Alive as declared for the step that was reached. */
static void add_declared(struct low_rows *list, const struct layout_row *row, unsigned step)
{
    if (row->start < MIB && list->count < MODEL_REGION_MAX) {
        add_row(list,
                &(struct low_row){.kind = LOW_ROW_REGION,
                                  .start = row->start,
                                  .end = row->end,
                                  .symbol = row->symbol,
                                  .what = row->what,
                                  .alive = row->alive_step <= step && step < row->reuse_step});
    }
}

/* A kernel that has said hello and no region yet is about to: declared rows
 * would be shown for a moment and then change. */
static void collect(struct low_rows *list, const struct model *model)
{
    for (unsigned i = 0; i < indexed_end(&model->regions); i++) {
        const struct model_region *region = indexed_get(&model->regions, i);
        if (region != NULL)
            add_region(list, region, i);
    }
    if (list->count == 0 && !model->hello.known) {
        list->declared_step = model_last_step(model);
        size_t count;
        const struct layout_row *rows = layout_rows(&count);
        for (size_t i = 0; list->declared_step > 0 && i < count; i++)
            add_declared(list, &rows[i], list->declared_step);
    }
    for (unsigned i = 0; list->count > 0 && i < indexed_end(&model->marks); i++) {
        const struct model_mark *mark = indexed_get(&model->marks, i);
        if (mark != NULL && mark->at < MIB) {
            add_row(list, &(struct low_row){.kind = LOW_ROW_MARK,
                                            .start = mark->at,
                                            .end = mark->at,
                                            .symbol = mark->symbol});
        }
    }
}

/* By address; at one address a mark comes behind the region that begins there. */
static int compare_rows(const void *left, const void *right)
{
    const struct low_row *a = left;
    const struct low_row *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

/* Fifty-two are enough for any layout seen; what comes after shares one sign
 * rather than a letter. */
static char get_letter(size_t number)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    return number < sizeof letters - 1 ? letters[number] : '#';
}

/* Regions that touch or overlap have no gap between them. */
static void add_gap(struct low_rows *list, uint64_t start, uint64_t end)
{
    if (start < end)
        add_row(list, &(struct low_row){.kind = LOW_ROW_GAP, .start = start, .end = end});
}

/* Letters are given in address order, so that the strip reads like an alphabet. */
void low_rows_build(struct low_rows *list, const struct model *model)
{
    struct low_rows sorted;

    sorted.count = 0;
    sorted.declared_step = 0;
    collect(&sorted, model);
    qsort(sorted.rows, sorted.count, sizeof sorted.rows[0], compare_rows);
    list->count = 0;
    list->declared_step = sorted.declared_step;
    uint64_t covered = 0;
    size_t regions = 0;
    for (size_t i = 0; i < sorted.count; i++) {
        struct low_row row = sorted.rows[i];
        if (row.kind == LOW_ROW_REGION) {
            row.letter = get_letter(regions++);
            add_gap(list, covered, row.start);
            covered = row.end > covered ? row.end : covered;
        }
        add_row(list, &row);
    }
    if (regions > 0)
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

/* The first is named even where there are several: its colour stands for the cell. */
const struct low_row *low_rows_find(const struct low_rows *list, uint64_t start, uint64_t end,
                                    bool *several)
{
    const struct low_row *found = NULL;

    *several = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct low_row *row = &list->rows[i];
        if (row->kind == LOW_ROW_REGION && row->start < end && row->end > start) {
            *several = *several || found != NULL;
            found = found == NULL ? row : found;
        }
    }
    return found;
}
