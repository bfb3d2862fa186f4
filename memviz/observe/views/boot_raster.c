#include "memviz/observe/views/boot_raster.h"

#include <stdlib.h>

enum boot_writer boot_raster_writer(const struct store *store)
{
    static const uint8_t writers[] = {
        [STORE_NONE] = BOOT_NOBODY, [STORE_LOADED] = BOOT_DISK, [STORE_PLAIN] = BOOT_PLAIN,
        [STORE_FILL] = BOOT_FILL,   [STORE_COPY] = BOOT_COPY,   [STORE_PUSH] = BOOT_PUSH,
        [STORE_DISK] = BOOT_DISK,   [STORE_DMA] = BOOT_DISK,    [STORE_WALK] = BOOT_NOBODY};
    enum boot_writer writer = writers[store->kind];

    return store->firmware && writer != BOOT_DISK ? BOOT_FIRMWARE : writer;
}

static unsigned get_column(const struct heat *heat, uint32_t slice)
{
    return (unsigned)((uint64_t)slice * BOOT_COLUMNS / heat->slice_count);
}

unsigned boot_raster_column(const struct heat *heat, uint64_t tick)
{
    return get_column(heat, heat_find_slice(heat, tick));
}

/* The last column of the slice: fewer slices than columns are wider than one. */
static unsigned get_last_column(const struct heat *heat, uint64_t tick)
{
    uint32_t slice = heat_find_slice(heat, tick);
    unsigned first = get_column(heat, slice);
    unsigned next = get_column(heat, slice + 1);

    return next > first ? next - 1 : first;
}

static unsigned get_row(const struct boot_raster *raster, unsigned band, uint64_t address)
{
    const struct boot_band *at = &raster->bands->list[band];
    unsigned rows = raster->first_row[band + 1] - raster->first_row[band];
    double part = (double)(address - at->start) / (double)(at->end - at->start);

    return raster->first_row[band] + (unsigned)(part * rows);
}

/* The first address of a row. */
static uint64_t get_row_start(const struct boot_raster *raster, unsigned band, unsigned row)
{
    const struct boot_band *at = &raster->bands->list[band];
    unsigned rows = raster->first_row[band + 1] - raster->first_row[band];

    return at->start + (at->end - at->start) * (row - raster->first_row[band]) / rows;
}

/* When a record wrote an address, on the way from its first tick to its last. */
static uint64_t get_tick(const struct store *store, uint64_t address)
{
    uint64_t from = address > store->address ? address - store->address : 0;

    if (from > store->length)
        from = store->length;
    if (store->down)
        from = store->length - from;
    return store->tick + (uint64_t)((double)(store->last_tick - store->tick) * (double)from /
                                    (double)store->length);
}

static void paint_row(struct boot_cell *cells, unsigned first, unsigned last,
                      enum boot_writer writer)
{
    for (unsigned column = first; column <= last; column++) {
        cells[column].wrote = (uint8_t)writer;
        cells[column].owner = (uint8_t)writer;
    }
}

static void paint_store(struct boot_raster *raster, const struct heat *heat,
                        const struct store *store)
{
    const struct boot_bands *bands = raster->bands;
    uint64_t end = (uint64_t)store->address + store->length;
    enum boot_writer writer = boot_raster_writer(store);

    for (unsigned band = boot_bands_find(bands, store->address);
         writer != BOOT_NOBODY && band < bands->count && bands->list[band].start < end; band++) {
        const struct boot_band *at = &bands->list[band];
        uint64_t from = store->address > at->start ? store->address : at->start;
        uint64_t to = end < at->end ? end : at->end;
        for (unsigned row = get_row(raster, band, from); row <= get_row(raster, band, to - 1);
             row++) {
            uint64_t one = get_tick(store, get_row_start(raster, band, row));
            uint64_t other = get_tick(store, get_row_start(raster, band, row + 1));
            paint_row(&raster->cells[row * BOOT_COLUMNS],
                      boot_raster_column(heat, one < other ? one : other),
                      get_last_column(heat, one < other ? other : one), writer);
        }
    }
}

/* Who wrote memory owns it until somebody else writes it. */
static void spread_owners(struct boot_raster *raster)
{
    unsigned rows = raster->first_row[raster->bands->count];

    for (unsigned row = 0; row < rows; row++) {
        struct boot_cell *cells = &raster->cells[row * BOOT_COLUMNS];
        for (unsigned column = 1; column < BOOT_COLUMNS; column++)
            if (cells[column].owner == BOOT_NOBODY)
                cells[column].owner = cells[column - 1].owner;
    }
}

static void paint_executions(struct boot_raster *raster, const struct heat *heat)
{
    for (uint32_t i = 0; i < heat->sorted_count; i++) {
        const struct heat_entry *entry = &heat->sorted[i];
        if (entry->counts[HEAT_EXECUTE] == 0)
            continue;
        uint64_t start = heat_entry_start(heat, entry);
        uint64_t end = start + heat_cell_size(heat, start);
        unsigned band = boot_bands_find(raster->bands, start);
        if (band == raster->bands->count)
            continue;
        if (end > raster->bands->list[band].end)
            end = raster->bands->list[band].end;
        unsigned last = get_last_column(heat, heat->slices[entry->slice].last_tick);
        unsigned row = get_row(raster, band, start + (end - start) / 2);
        for (unsigned column = get_column(heat, entry->slice); column <= last; column++)
            raster->cells[row * BOOT_COLUMNS + column].executed = true;
    }
}

bool boot_raster_make(struct boot_raster *raster, const struct boot_bands *bands,
                      const struct observer *observer, const struct heat *heat)
{
    unsigned rows = 0;

    *raster = (struct boot_raster){.bands = bands};
    for (unsigned i = 0; i < bands->count; i++) {
        raster->first_row[i] = rows;
        rows += (unsigned)((bands->list[i].bottom - bands->list[i].top) / BOOT_ROW_HEIGHT);
    }
    raster->first_row[bands->count] = rows;
    raster->cells = calloc((size_t)rows * BOOT_COLUMNS + 1, sizeof *raster->cells);
    if (raster->cells == NULL)
        return false;
    for (uint32_t i = 1; i < observer->log.count; i++)
        paint_store(raster, heat, store_log_get(&observer->log, i));
    spread_owners(raster);
    paint_executions(raster, heat);
    return true;
}

void boot_raster_free(struct boot_raster *raster)
{
    free(raster->cells);
    raster->cells = NULL;
}
