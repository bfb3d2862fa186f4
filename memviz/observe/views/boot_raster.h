/*
 * Who wrote which memory when, and what was executed, on a raster of the bands of
 * memory and of columns of time.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOOT_RASTER_H
#define STRATA_MEMVIZ_OBSERVE_BOOT_RASTER_H

#include "memviz/observe/views/boot_bands.h"

#define BOOT_COLUMNS    260u
#define BOOT_ROW_HEIGHT 4.0

/* Who wrote, as the colours tell. */
enum boot_writer {
    BOOT_NOBODY,
    BOOT_DISK,     /* a disk read, by whomever, and the boot sector */
    BOOT_FIRMWARE, /* any other store of the BIOS */
    BOOT_PLAIN,
    BOOT_FILL,
    BOOT_COPY,
    BOOT_PUSH,
    BOOT_WRITERS
};

struct boot_cell {
    uint8_t wrote; /* enum boot_writer: who wrote in this time */
    uint8_t owner; /* who had written last at its end */
    bool executed;
};

struct boot_raster {
    const struct boot_bands *bands;
    unsigned first_row[BOOT_BANDS_MAX + 1]; /* of each band; at the end, their number */
    struct boot_cell *cells;                /* row by row */
};

/* Fills a raster. False when there is no memory. */
bool boot_raster_make(struct boot_raster *raster, const struct boot_bands *bands,
                      const struct observer *observer, const struct heat *heat);
void boot_raster_free(struct boot_raster *raster);

static inline const struct boot_cell *boot_raster_get(const struct boot_raster *raster,
                                                      unsigned row, unsigned column)
{
    return &raster->cells[row * BOOT_COLUMNS + column];
}

/* Who made a store. */
enum boot_writer boot_raster_writer(const struct store *store);

/* The column of time that a tick lies in. */
unsigned boot_raster_column(const struct heat *heat, uint64_t tick);

#endif
