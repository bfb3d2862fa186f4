#include "memviz/views/map_rows.h"

#include "kernel/core/units.h"

/* A narrower map than this has more rows than use. */
#define PER_ROW_MIN 8u

/* From this many rows on there is room for the names of regions. */
#define LABELLED_ROWS_MIN 8u

/* More names than this part of all rows share a row. */
#define SHARED_LABEL_PART 4u

/* Where the rows are written while they are counted, and what may be. */
struct builder {
    const struct memory_index *index;
    struct map_rows *map;
    size_t limit;
    bool labelled;
};

/* A row of 2^64 bytes has the size 0. Rows begin at multiples of their size, so that a row has the
 * same address on screens of different heights and in the eye's memory. */
static uint64_t align_down(uint64_t value, uint64_t to)
{
    return to == 0 ? 0 : value - value % to;
}

/* A power of two, at least 1, not below the quotient. Bounded, as the product
 * could wrap for maps that reach 2^64. */
static uint64_t find_power(uint64_t dividend, uint64_t divisor)
{
    uint64_t power = 1;

    while (power < UINT64_C(1) << 62 && power * divisor < dividend)
        power *= 2;
    return power;
}

/* False is how lay_out() learns that the cells are too small. */
static bool add_row(struct builder *builder, const struct map_row *row)
{
    struct map_rows *map = builder->map;

    if (map->count == builder->limit)
        return false;
    map->rows[map->count++] = *row;
    return true;
}

/* The regions that begin in a row are named in front of it: each in a row of its
 * own, or, where many do, all in one. */
static bool add_labels(struct builder *builder, uint64_t start, uint64_t end)
{
    const struct memory_index *index = builder->index;
    size_t first = 0;

    while (first < index->regions.count && index->regions.items[first].start < start)
        first++;
    size_t count = 0;
    while (first + count < index->regions.count && index->regions.items[first + count].start < end)
        count++;
    if (!builder->labelled || count == 0)
        return true;
    size_t each = count > builder->limit / SHARED_LABEL_PART ? count : 1;
    for (size_t i = first; i < first + count; i += each) {
        const struct region *region = &index->regions.items[i];
        if (!add_row(builder,
                     &(struct map_row){MAP_ROW_LABEL, region->start, region->end, region, each}))
            return false;
    }
    return true;
}

static bool add_rows(struct builder *builder, uint64_t start, uint64_t end, enum map_row_kind kind)
{
    return add_labels(builder, start, end) &&
           add_row(builder, &(struct map_row){.kind = kind, .start = start, .end = end});
}

/* Lays out all rows with the map's size of cells; false when they are too many. */
static bool lay_out(struct builder *builder)
{
    struct map_rows *map = builder->map;
    uint64_t row_size = map->per_cell * map->per_row;
    uint64_t at = map->start;

    map->count = 0;
    while (at < map->end) {
        /* The first row may begin inside its multiple, and the sum wrap at 2^64. */
        uint64_t row_end = align_down(at, row_size) + row_size;
        row_end = row_end < map->end && row_end > at ? row_end : map->end;
        uint64_t same_end = memory_find_end(builder->index, at, map->end);
        enum map_row_kind kind = same_end >= row_end ? MAP_ROW_SPAN : MAP_ROW_CELLS;
        /* Where a span ends inside a row, that row is cells: a border is shown
         * as exactly as cells can. */
        if (kind == MAP_ROW_SPAN && same_end < map->end)
            same_end = align_down(same_end, row_size);
        uint64_t end = kind == MAP_ROW_SPAN && same_end > row_end ? same_end : row_end;
        if (!add_rows(builder, at, end, kind))
            return false;
        at = end;
    }
    return true;
}

/* The smallest cells whose rows still fit. A cell is no smaller than a frame
 * until what is shown is so small that frames do not fill the rows. */
static void choose_cells(struct builder *builder, unsigned rows)
{
    struct map_rows *map = builder->map;
    uint64_t size = map->end - map->start;
    uint64_t coarsest = find_power(size, (uint64_t)map->per_row * rows);
    uint64_t finest = coarsest < FRAMEMAP_FRAME_SIZE ? coarsest : FRAMEMAP_FRAME_SIZE;

    map->per_cell = coarsest;
    /* Where nothing is uniform, borders cost a row: then the cells must grow. */
    while (!lay_out(builder) && map->per_cell < UINT64_C(1) << 52)
        map->per_cell *= 2;
    uint64_t fitting = map->per_cell;
    while (map->per_cell > finest) {
        map->per_cell /= 2;
        fitting = lay_out(builder) ? map->per_cell : fitting;
    }
    map->per_cell = fitting;
    lay_out(builder);
}

/* What is shown: everything above the first MiB, or a part around the center. */
static void choose_window(struct map_rows *map, const struct memory_index *index,
                          const struct map_frame *frame)
{
    uint64_t all_end = index->all_end;
    uint64_t least = (uint64_t)map->per_row * (frame->rows == 0 ? 1 : frame->rows);

    map->magnify = frame->magnify;
    while (map->magnify > 0 && all_end >> map->magnify < least / 2)
        map->magnify--;
    map->end = all_end;
    map->start = map->magnify > 0 || all_end <= MIB ? 0 : MIB;
    if (map->magnify == 0)
        return;
    uint64_t size = all_end >> map->magnify;
    uint64_t step = find_power(size, least) * map->per_row;
    uint64_t start = frame->center > size / 2 ? frame->center - size / 2 : 0;
    start = start > all_end - size ? all_end - size : start;
    map->start = align_down(start, step);
    map->end = map->start + size < all_end ? map->start + size : all_end;
}

/* Arranges with so many cells in a row. */
static void build_with(struct map_rows *map, const struct memory_index *index,
                       const struct map_frame *frame, unsigned per_row)
{
    unsigned rows = frame->rows == 0 ? 1 : frame->rows;
    struct builder builder = {index, map, rows < MAP_ROWS_MAX ? rows : MAP_ROWS_MAX,
                              rows >= LABELLED_ROWS_MIN};

    map->count = 0;
    map->all_end = index->all_end;
    map->per_cell = FRAMEMAP_FRAME_SIZE;
    map->per_row = per_row;
    choose_window(map, index, frame);
    if (map->end > map->start)
        choose_cells(&builder, rows);
}

/* With a power of two every row begins at a round address, and borders of memory, which are round
 * too, seldom cost a row. Half as many cells more use a width that lies between two powers, and are
 * taken where they show more: where the cells come out smaller. */
void map_rows_build(struct map_rows *map, const struct memory_index *index,
                    const struct map_frame *frame)
{
    unsigned power = PER_ROW_MIN;
    struct map_rows wider;

    while (power * 2 <= frame->cols)
        power *= 2;
    build_with(map, index, frame, power);
    if (power / 2 * 3 > frame->cols || map->count == 0)
        return;
    build_with(&wider, index, frame, power / 2 * 3);
    if (wider.count > 0 && wider.per_cell < map->per_cell)
        *map = wider;
}

/* Labels cover the addresses of the rows after them. The cursor is never on a
 * label. */
size_t map_rows_find(const struct map_rows *map, uint64_t address)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct map_row *row = &map->rows[i];
        if (row->kind != MAP_ROW_LABEL && address >= row->start && address < row->end)
            return i;
    }
    return map->count;
}

/* A first and a last row may begin and end inside: cells outside come back empty. */
void map_rows_get_cell(const struct map_rows *map, const struct map_row *row, unsigned col,
                       uint64_t range[2])
{
    uint64_t start = align_down(row->start, map->per_cell * map->per_row) + col * map->per_cell;
    /* The last cell of all may end where 64 bits do. */
    uint64_t end = start + map->per_cell > start ? start + map->per_cell : UINT64_MAX;

    range[0] = start > row->start ? start : row->start;
    range[1] = end < row->end ? end : row->end;
    range[0] = range[0] < range[1] ? range[0] : range[1];
}
