/*
 * The numbers of a map as they were printed.
 *
 * A program pads all its numbers to one width or none, so a number that has lost a
 * digit mostly stands out among the others. One habit is worse: "%x%x" of the two
 * halves of a number, without padding, which old multiboot kernels have. It is
 * decoded where there is one reading only, and refused elsewhere.
 */
#ifndef STRATA_MEMVIZ_E820_NUMBERS_H
#define STRATA_MEMVIZ_E820_NUMBERS_H

#include "memviz/e820/maps/e820_map.h"

/* Looks at the numbers of count entries, which row has read; gives map a fault or a
 * warning, and puts decoded numbers into seen. */
void e820_numbers_check(struct e820_map *map, const struct e820_row *row, struct e820_seen *seen,
                        size_t count);

#endif
