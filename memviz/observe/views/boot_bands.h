/*
 * The memory that a boot touched, as bands of a picture.
 *
 * Owns how memory is cut into bands and how high each is: untouched memory has
 * none, and a band is the higher the more memory it holds, but not in proportion,
 * since a boot sector matters as much as a heap of a thousand times its size.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOOT_BANDS_H
#define STRATA_MEMVIZ_OBSERVE_BOOT_BANDS_H

#include "memviz/observe/rules/observation.h"
#include "memviz/observe/views/heat.h"

#define BOOT_BANDS_MAX 30u
#define BOOT_NAME_SIZE 96u

struct boot_band {
    uint64_t start;
    uint64_t end;
    double top; /* on paper, from the top of the first band */
    double bottom;
    char name[BOOT_NAME_SIZE]; /* rows of the layout, or what a PC has there; "" for neither */
};

struct boot_bands {
    struct boot_band list[BOOT_BANDS_MAX]; /* by address */
    unsigned count;
    double height; /* of all */
};

/* Cuts what was touched, as of the last heat_sort(), into bands. False when there is
 * no memory. */
bool boot_bands_make(struct boot_bands *bands, const struct heat *heat,
                     const struct layout *layout);

/* The number of the first band that ends above an address; the count when none does. */
unsigned boot_bands_find(const struct boot_bands *bands, uint64_t address);

#endif
