#include "memviz/views/map_steps.h"

/* Beyond the rows that are shown the cursor goes on by as much as a row. */
static uint64_t leave(const struct map_rows *map, uint64_t cursor, bool down)
{
    uint64_t size = map->per_cell * map->per_row;
    uint64_t last = map->all_end - 1;

    if (map->magnify == 0)
        return cursor;
    if (down)
        return map->end + size < last ? map->end : last;
    return map->start > size ? map->start - size : 0;
}

static size_t step_row(const struct map_rows *map, size_t row, bool down)
{
    do {
        row += down ? 1 : (size_t)-1;
    } while (row < map->count && map->rows[row].kind == MAP_ROW_LABEL);
    return row < map->count ? row : map->count;
}

static uint64_t step_rows(const struct map_rows *map, uint64_t cursor, long rows)
{
    size_t at = map_rows_find(map, cursor);
    uint64_t row_size = map->per_cell * map->per_row;
    uint64_t offset = cursor & (row_size - 1);

    for (long left = rows < 0 ? -rows : rows; left > 0; left--) {
        size_t next = step_row(map, at, rows > 0);
        if (next == map->count)
            return leave(map, cursor, rows > 0);
        at = next;
        cursor = map->rows[at].start;
        if (map->rows[at].kind == MAP_ROW_CELLS && cursor % row_size == 0 &&
            cursor + offset < map->rows[at].end)
            cursor += offset;
    }
    return cursor;
}

/* In a span the cursor steps over all of it. */
static uint64_t step_cells(const struct map_rows *map, uint64_t cursor, long cols)
{

    for (long left = cols < 0 ? -cols : cols; left > 0; left--) {
        size_t at = map_rows_find(map, cursor);
        if (at == map->count)
            return cursor;
        const struct map_row *row = &map->rows[at];
        uint64_t first = row->kind == MAP_ROW_SPAN ? row->start : cursor & ~(map->per_cell - 1);
        uint64_t next = row->kind == MAP_ROW_SPAN ? row->end : first + map->per_cell;
        next = cols > 0 ? next : first - 1;
        if (cols < 0 && first <= map->start)
            return leave(map, cursor, false);
        if (next >= map->end)
            return leave(map, cursor, true);
        size_t found = map_rows_find(map, next);
        bool span = found < map->count && map->rows[found].kind == MAP_ROW_SPAN;
        cursor = span ? map->rows[found].start : next & ~(map->per_cell - 1);
    }
    return cursor;
}

uint64_t map_steps_move(const struct map_rows *map, uint64_t cursor, long rows, long cols)
{
    if (map_rows_find(map, cursor) == map->count)
        cursor = map->start;
    long all = (long)map->count;
    if (rows > all || rows < -all) {
        /* To the first or the last byte of all memory. */
        uint64_t first = map->magnify > 0 ? 0 : map->start;
        return rows < 0 ? first : map->all_end - 1;
    }
    return step_cells(map, step_rows(map, cursor, rows), cols);
}
