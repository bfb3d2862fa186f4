/*
 * What changed from one map to another.
 */
#ifndef STRATA_MEMVIZ_E820_COMPARE_H
#define STRATA_MEMVIZ_E820_COMPARE_H

#include <stddef.h>
#include <stdio.h>

#include "memviz/e820/e820_report.h"

/* Writes the clean ranges that only one of the maps has, in the order of their
 * addresses, with - before those of old and + before those of new, and how much of each
 * type there is more or less. Returns how many ranges that were; 0: nothing is written. */
size_t e820_compare_write(FILE *out, const struct e820_report *old, const struct e820_report *new);

#endif
