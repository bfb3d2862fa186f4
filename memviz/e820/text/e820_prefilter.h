/*
 * A quick look at a line: can it hold an entry of a map at all?
 *
 * A log of a hundred megabytes has a few dozen lines of a map, and to take every
 * line apart would cost seconds. This test costs about as much as finding the ends
 * of the lines. It may say yes to a line without an entry, and never says no to a
 * whole entry of any form; damaged ones are found because the lines around an entry
 * are all taken apart.
 */
#ifndef STRATA_MEMVIZ_E820_PREFILTER_H
#define STRATA_MEMVIZ_E820_PREFILTER_H

#include <stdbool.h>
#include <stddef.h>

/* Returns whether the length bytes at line may hold an entry. */
bool e820_prefilter_wants(const char *line, size_t length);

#endif
