#include "memviz/observe/views/heat_map.h"

#include <stdlib.h>

#define FIRST_CAPACITY 64u

/* A count of 2^COUNT_BITS and more has the highest level. */
#define COUNT_BITS 27u

struct heat_row heat_map_row(const struct heat *heat, uint64_t address, unsigned cells,
                             unsigned shift)
{
    bool one_scale = shift >= heat->high_shift;
    bool low = address < HEAT_LOW_END;
    struct heat_row row = {.unit = (uint64_t)1 << (one_scale || low ? shift : heat->high_shift)};
    uint64_t size = row.unit * cells;

    row.base = address / size * size;
    row.start = row.base;
    row.end = row.base + size;
    if (one_scale)
        return row;
    if (low && row.end > HEAT_LOW_END)
        row.end = HEAT_LOW_END;
    if (!low && row.start < HEAT_LOW_END)
        row.start = HEAT_LOW_END;
    return row;
}

static struct heat_row *add_row(struct heat_map *map)
{
    if (map->count == map->capacity) {
        size_t capacity = map->capacity == 0 ? FIRST_CAPACITY : 2 * map->capacity;
        struct heat_row *grown = realloc(map->rows, capacity * sizeof *grown);
        if (grown == NULL)
            return NULL;
        map->rows = grown;
        map->capacity = capacity;
    }
    return &map->rows[map->count++];
}

bool heat_map_make(struct heat_map *map, const struct heat *heat, unsigned cells, unsigned shift)
{
    uint64_t end = 0;

    map->count = 0;
    map->cells = cells;
    for (uint64_t at = heat_find_touched(heat, 0); at != UINT64_MAX;
         at = heat_find_touched(heat, end)) {
        struct heat_row *row = add_row(map);
        if (row == NULL)
            return false;
        *row = heat_map_row(heat, at, cells, shift);
        row->gap = row->start > end;
        end = row->end;
    }
    return true;
}

void heat_map_free(struct heat_map *map)
{
    free(map->rows);
    *map = (struct heat_map){0};
}

size_t heat_map_find(const struct heat_map *map, uint64_t address)
{
    size_t low = 0;
    size_t high = map->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (map->rows[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The roles that the viewer has for memory in use, for free memory and for the
 * kernel stand side by side there too, so they can be told apart. */
static enum role get_role(unsigned kind)
{
    return kind == HEAT_WRITE ? ROLE_USED : kind == HEAT_READ ? ROLE_FREE : ROLE_KERNEL;
}

/* The kind that a cell of all three is shown as. Of what has just happened a store
 * is the rarest and the most telling; over the whole run it is execution. */
static unsigned choose_kind(const struct heat_sum *sum, uint64_t fresh_from, bool *fresh)
{
    static const unsigned fresh_order[] = {HEAT_WRITE, HEAT_EXECUTE, HEAT_READ};
    static const unsigned order[] = {HEAT_EXECUTE, HEAT_WRITE, HEAT_READ};

    *fresh = true;
    for (unsigned i = 0; i < HEAT_KINDS; i++)
        if (sum->counts[fresh_order[i]] > 0 && sum->last[fresh_order[i]] >= fresh_from)
            return fresh_order[i];
    *fresh = false;
    for (unsigned i = 0; i < HEAT_KINDS; i++)
        if (sum->counts[order[i]] > 0)
            return order[i];
    return HEAT_KINDS;
}

static unsigned count_bits(uint64_t value)
{
    unsigned bits = 0;

    while (value >> bits != 0 && bits < COUNT_BITS)
        bits++;
    return bits;
}

/* Touched memory to which nothing happened in the span is a gap, and memory that
 * nobody touched is blank. */
struct cell heat_map_cell(const struct heat *heat, struct address_range range,
                          const struct heat_look *look, const struct glyphs *glyphs)
{
    static const char letters[] = "wrx";
    struct heat_sum sum = heat_sum(heat, range.start, range.end, look->span);
    bool fresh = false;
    unsigned kind = look->kind;

    if (kind == HEAT_KINDS)
        kind = choose_kind(&sum, look->fresh_from, &fresh);
    else if (sum.counts[kind] == 0)
        kind = HEAT_KINDS;
    else
        fresh = sum.last[kind] >= look->fresh_from;
    if (kind == HEAT_KINDS) {
        bool touched = heat_find_touched(heat, range.start) < range.end;
        return (struct cell){touched ? glyphs->gap : ' ', touched ? ROLE_DIM : ROLE_NORMAL};
    }
    enum role role = fresh ? ROLE_CHANGED : get_role(kind);
    if (look->kind == HEAT_KINDS) {
        uint32_t letter = (uint32_t)letters[kind];
        return (struct cell){fresh ? letter - 'a' + 'A' : letter, role};
    }
    /* One level less than the whole: no cell is full of accesses. */
    uint32_t level = glyphs_get_level(glyphs, count_bits(sum.counts[kind]), COUNT_BITS + 1);
    return (struct cell){level, role};
}
