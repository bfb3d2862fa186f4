/*
 * The page tables against what each region demands.
 *
 * Owns a walk of its own through the tables, and the demand: page 0, guard pages
 * and memory of the loader that is no longer needed are absent; code, constants
 * and ROM are read-only; everything else of kernel space is present, writable and
 * mapped where it lies. It shares no code with paging.c and protect.c.
 */
#ifndef STRATA_CORE_CHECK_PAGES_H
#define STRATA_CORE_CHECK_PAGES_H

#include "kernel/core/machine.h"

/* Checks all 4 GiB of addresses. Prints what was found to out, one line. */
bool check_pages(const struct machine *machine, struct fmt_sink out);

/* Checks what must hold before paging goes on, or the first fault could not be
 * reported: image, stack, guard page, page 0 and the heap that is in use. Prints
 * only what is wrong. */
bool check_pages_essential(const struct machine *machine, struct fmt_sink out);

#endif
