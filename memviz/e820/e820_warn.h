/*
 * The remarks on a map, for output that has no place for them.
 */
#ifndef STRATA_MEMVIZ_E820_WARN_H
#define STRATA_MEMVIZ_E820_WARN_H

#include "memviz/e820/e820_report.h"

/* Writes the remarks of a report to standard error, a line each, so that what is drawn or printed
 * stays clean. */
void e820_warn_remarks(const struct e820_report *report);

#endif
