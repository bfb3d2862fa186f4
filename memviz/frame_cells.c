#include "memviz/frame_cells.h"

#include "memviz/view.h"

#define FRAME_SIZE ((uint64_t)FRAMEMAP_FRAME_SIZE)

#define PER_ROW_MIN 8u

/* How many cells the frames [low, end) take; cells begin at multiples of their
 * size, so that borders between regions fall between cells. */
static uint32_t count_cells(const struct frame_cells *cells)
{
    uint32_t first = cells->low / cells->per_cell * cells->per_cell;
    return (cells->end - first + cells->per_cell - 1) / cells->per_cell;
}

struct frame_cells frame_cells_arrange(const struct model *model, unsigned cols, unsigned rows,
                                       unsigned magnify)
{
    struct frame_cells cells = {.low = (uint32_t)(VIEW_LOW_END / FRAME_SIZE),
                                .end = model->total.known ? model->total.frames : 0,
                                .per_cell = 1,
                                .per_row = PER_ROW_MIN};
    if (cells.end <= cells.low) {
        return cells;
    }
    while (cells.per_row * 2 <= cols) {
        cells.per_row *= 2;
    }
    while (count_cells(&cells) > cells.per_row * (rows == 0 ? 1 : rows)) {
        cells.per_cell *= 2;
    }
    while (magnify-- > 0 && cells.per_cell > 1) {
        cells.per_cell /= 2;
    }
    cells.first = cells.low / cells.per_cell * cells.per_cell;
    cells.rows = (count_cells(&cells) + cells.per_row - 1) / cells.per_row;
    return cells;
}

void frame_cells_get_range(const struct frame_cells *cells, uint32_t cell, uint32_t range[2])
{
    uint64_t start = cells->first + (uint64_t)cell * cells->per_cell;
    uint64_t end = start + cells->per_cell;
    range[0] = (uint32_t)(start < cells->end ? start : cells->end);
    range[1] = (uint32_t)(end < cells->end ? end : cells->end);
    if (range[0] < cells->low && cells->low < range[1]) {
        range[0] = cells->low;
    }
}

static bool overlaps(const uint32_t range[2], uint64_t start, uint64_t end)
{
    return start < end && start < range[1] * FRAME_SIZE && end > range[0] * FRAME_SIZE;
}

/* Reserved frames belong to someone: the kernel image, the heap, or no one. */
static struct cell classify_reserved(const struct model *model, const uint32_t range[2])
{
    uint64_t start;
    uint64_t end;
    if (model_find_mark(model, "__k_start", &start) && model_find_mark(model, "__k_end", &end) &&
        overlaps(range, start, end)) {
        return (struct cell){'K', ROLE_KERNEL};
    }
    if (model->heap.known && overlaps(range, model->heap.start, model->heap.cursor)) {
        return (struct cell){'H', ROLE_HEAP};
    }
    if (model->heap.known && overlaps(range, model->heap.cursor, model->heap.end)) {
        return (struct cell){'h', ROLE_HEAP};
    }
    return (struct cell){'R', ROLE_RESERVED};
}

struct cell frame_cells_classify(const struct model *model, const uint32_t range[2],
                                 const struct glyphs *glyphs)
{
    struct frame_counts counts = framemap_count(&model->frames, range[0], range[1]);
    uint32_t all = range[1] - range[0];
    if (counts.of[FRAME_UNKNOWN] > 0) {
        return (struct cell){'?', ROLE_UNKNOWN};
    }
    if (model->heap.known && overlaps(range, model->heap.cursor, model->heap.cursor + 1)) {
        return (struct cell){glyphs->cursor, ROLE_CURSOR};
    }
    if (counts.of[FRAME_USED] > 0) {
        return (struct cell){counts.of[FRAME_USED] == all ? 'U' : 'u', ROLE_USED};
    }
    if (counts.of[FRAME_RESERVED] == all) {
        return classify_reserved(model, range);
    }
    if (counts.of[FRAME_RESERVED] > 0) {
        return (struct cell){'r', ROLE_RESERVED};
    }
    return (struct cell){glyphs->free, ROLE_FREE};
}
