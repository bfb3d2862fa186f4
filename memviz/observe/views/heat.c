/*
 * The counts. Theory of operation:
 *
 * An entry is a pair of a cell and a slice in which it was touched, kept in a
 * hash table. Most cells are touched in few slices, so the table stays small
 * where an array of all cells and slices would not.
 *
 * Time runs in instructions, not in ticks: a machine that waits for an interrupt
 * spends millions of ticks in which nothing happens, and they would press all
 * else into one column. Each slice remembers its ticks. When the slices are used
 * up, each two of them become one.
 *
 * When the table is full, which takes a program that touches some thousand pages
 * again and again, first the slices are joined, then the cells above 1 MiB.
 */
#include "memviz/observe/views/heat.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 4096u
#define ENTRIES_MAX    65536u
#define PAGE_SHIFT     12u
#define SHIFT_MAX      20u /* 1 MiB: no cell lies across HEAT_LOW_END */
#define LOW_CELLS      (HEAT_LOW_END / HEAT_LOW_CELL)

/* With fewer slices than this, cells are joined and not slices. */
#define SLICES_MIN 128u

bool heat_init(struct heat *heat)
{
    *heat = (struct heat){.capacity = FIRST_CAPACITY, .slice_size = 1, .high_shift = PAGE_SHIFT};
    heat->entries = calloc(heat->capacity, sizeof *heat->entries);
    return heat->entries != NULL;
}

void heat_free(struct heat *heat)
{
    free(heat->entries);
    free(heat->sorted);
    *heat = (struct heat){0};
}

static uint32_t find_cell(const struct heat *heat, uint64_t address)
{
    if (address < HEAT_LOW_END)
        return (uint32_t)(address / HEAT_LOW_CELL);
    return LOW_CELLS + (uint32_t)((address - HEAT_LOW_END) >> heat->high_shift);
}

static uint64_t get_cell_start(const struct heat *heat, uint32_t cell)
{
    if (cell < LOW_CELLS)
        return (uint64_t)cell * HEAT_LOW_CELL;
    return HEAT_LOW_END + ((uint64_t)(cell - LOW_CELLS) << heat->high_shift);
}

uint64_t heat_cell_size(const struct heat *heat, uint64_t address)
{
    return address < HEAT_LOW_END ? HEAT_LOW_CELL : (uint64_t)1 << heat->high_shift;
}

uint64_t heat_cell_start(const struct heat *heat, uint64_t address)
{
    return get_cell_start(heat, find_cell(heat, address));
}

static bool is_free(const struct heat_entry *entry)
{
    return entry->counts[HEAT_WRITE] + entry->counts[HEAT_READ] + entry->counts[HEAT_EXECUTE] == 0;
}

/* Fibonacci hashing: neighbouring cells spread. */
static struct heat_entry *find_entry(struct heat_entry *entries, uint32_t capacity, uint32_t cell,
                                     uint32_t slice)
{
    uint64_t key = (uint64_t)cell << 32 | slice;
    uint32_t at = (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32) & (capacity - 1);

    while (!is_free(&entries[at]) && (entries[at].cell != cell || entries[at].slice != slice))
        at = (at + 1) & (capacity - 1);
    return &entries[at];
}

static void add_to(uint64_t counts[HEAT_KINDS], uint64_t last[HEAT_KINDS],
                   const struct heat_entry *entry)
{
    for (unsigned kind = 0; kind < HEAT_KINDS; kind++) {
        counts[kind] += entry->counts[kind];
        if (entry->last[kind] > last[kind])
            last[kind] = entry->last[kind];
    }
}

/* Puts all entries into a table of that capacity, with their slices and cells as
 * they are numbered after a shift. */
static bool rebuild(struct heat *heat, uint32_t capacity, unsigned slice_shift, unsigned high_shift)
{
    struct heat_entry *entries = calloc(capacity, sizeof *entries);
    uint32_t count = 0;
    struct heat now = *heat;

    if (entries == NULL)
        return false;
    heat->high_shift = high_shift;
    for (uint32_t i = 0; i < heat->capacity; i++) {
        const struct heat_entry *old = &heat->entries[i];
        if (is_free(old))
            continue;
        uint32_t cell = find_cell(heat, get_cell_start(&now, old->cell));
        uint32_t slice = old->slice >> slice_shift;
        struct heat_entry *entry = find_entry(entries, capacity, cell, slice);
        count += is_free(entry);
        entry->cell = cell;
        entry->slice = slice;
        add_to(entry->counts, entry->last, old);
    }
    free(heat->entries);
    heat->entries = entries;
    heat->capacity = capacity;
    heat->count = count;
    return true;
}

/* Each two slices become one. */
static bool join_slices(struct heat *heat)
{
    if (!rebuild(heat, heat->capacity, 1, heat->high_shift))
        return false;
    for (uint32_t i = 0; i < heat->slice_count; i += 2) {
        struct heat_slice slice = heat->slices[i];
        if (i + 1 < heat->slice_count) {
            slice.last_tick = heat->slices[i + 1].last_tick;
            slice.stores += heat->slices[i + 1].stores;
        }
        heat->slices[i / 2] = slice;
    }
    heat->slice_count = (heat->slice_count + 1) / 2;
    heat->slice_size *= 2;
    return true;
}

/* Room for one more entry. */
static bool reserve(struct heat *heat)
{
    if (heat->count < heat->capacity / 2)
        return true;
    if (heat->capacity < 2 * ENTRIES_MAX)
        return rebuild(heat, 2 * heat->capacity, 0, heat->high_shift);
    if (heat->slice_count >= SLICES_MIN)
        return join_slices(heat);
    return heat->high_shift < SHIFT_MAX ? rebuild(heat, heat->capacity, 0, heat->high_shift + 1)
                                        : heat->count < heat->capacity - 1;
}

static void count_cell(struct heat *heat, uint32_t cell, enum heat_kind kind)
{
    uint32_t slice = heat->slice_count - 1;
    struct heat_entry *entry = find_entry(heat->entries, heat->capacity, cell, slice);

    entry->cell = cell;
    entry->slice = slice;
    heat->count += is_free(entry);
    entry->counts[kind]++;
    entry->last[kind] = heat->instructions;
}

/* An access that crosses the border of two cells touches both. */
static void count(struct heat *heat, uint64_t address, uint64_t length, enum heat_kind kind)
{
    uint64_t end = address + (length > 0 ? length : 1);

    if (end > (uint64_t)1 << 32 || end <= address) {
        heat->beyond++;
        return;
    }
    for (uint64_t at = heat_cell_start(heat, address); at < end;
         at = heat_cell_start(heat, at) + heat_cell_size(heat, at)) {
        if (!reserve(heat)) {
            heat->exhausted = true;
            return;
        }
        count_cell(heat, find_cell(heat, at), kind);
    }
}

/* Opens the slice that the next instruction belongs to. */
static void advance(struct heat *heat, uint64_t tick)
{
    while (heat->instructions / heat->slice_size >= HEAT_SLICES) {
        if (!join_slices(heat)) {
            heat->exhausted = true;
            return;
        }
    }
    uint32_t slice = (uint32_t)(heat->instructions / heat->slice_size);
    if (slice >= heat->slice_count) {
        heat->slices[slice] = (struct heat_slice){.first_tick = tick};
        heat->slice_count = slice + 1;
    }
    heat->slices[slice].last_tick = tick;
    heat->instructions++;
}

void heat_take(struct heat *heat, const struct sites *sites, const struct step *step)
{
    if (step->kind == STEP_INSN || step->kind == STEP_INTERRUPT)
        advance(heat, step->tick);
    if (heat->slice_count == 0 || heat->exhausted)
        return;
    if (step->kind == STEP_INSN && step->site != 0)
        count(heat, step->physical, sites_get(sites, step->site)->insn.size, HEAT_EXECUTE);
    for (unsigned i = 0; i < step->access_count; i++) {
        const struct access *access = &step->accesses[i];
        bool write = access->kind == TRACE_WRITE;
        count(heat, access->address, access->length, write ? HEAT_WRITE : HEAT_READ);
        heat->slices[heat->slice_count - 1].stores += write;
    }
}

static int compare(const void *left, const void *right)
{
    const struct heat_entry *a = left;
    const struct heat_entry *b = right;

    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->slice > b->slice) - (a->slice < b->slice);
}

bool heat_sort(struct heat *heat)
{
    if (heat->sorted != NULL && heat->sorted_instructions == heat->instructions)
        return true;
    struct heat_entry *sorted = realloc(heat->sorted, (heat->count + 1ul) * sizeof *sorted);
    uint32_t used = 0;
    if (sorted == NULL)
        return false;
    for (uint32_t i = 0; i < heat->capacity; i++)
        if (!is_free(&heat->entries[i]))
            sorted[used++] = heat->entries[i];
    qsort(sorted, used, sizeof *sorted, compare);
    heat->sorted = sorted;
    heat->sorted_count = used;
    heat->sorted_instructions = heat->instructions;
    return true;
}

/* The first sorted entry whose cell begins at or above an address. */
static uint32_t find_sorted(const struct heat *heat, uint64_t address)
{
    uint32_t low = 0;
    uint32_t high = heat->sorted_count;

    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (get_cell_start(heat, heat->sorted[middle].cell) < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct heat_sum heat_sum(const struct heat *heat, uint64_t start, uint64_t end,
                         struct heat_span span)
{
    struct heat_sum sum = {{0}, {0}};

    for (uint32_t i = find_sorted(heat, start);
         i < heat->sorted_count && get_cell_start(heat, heat->sorted[i].cell) < end; i++) {
        const struct heat_entry *entry = &heat->sorted[i];
        if (entry->slice >= span.first && entry->slice < span.end)
            add_to(sum.counts, sum.last, entry);
    }
    return sum;
}

uint64_t heat_find_touched(const struct heat *heat, uint64_t address)
{
    uint32_t at = find_sorted(heat, address);

    return at < heat->sorted_count ? get_cell_start(heat, heat->sorted[at].cell) : UINT64_MAX;
}

uint64_t heat_find_last(const struct heat *heat)
{
    uint32_t count = heat->sorted_count;

    return count > 0 ? get_cell_start(heat, heat->sorted[count - 1].cell) : 0;
}

uint64_t heat_entry_start(const struct heat *heat, const struct heat_entry *entry)
{
    return get_cell_start(heat, entry->cell);
}

uint32_t heat_find_slice(const struct heat *heat, uint64_t tick)
{
    uint32_t low = 0;
    uint32_t high = heat->slice_count > 0 ? heat->slice_count - 1 : 0;

    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (heat->slices[middle].last_tick < tick)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
