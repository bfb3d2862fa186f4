/*
 * The layout, enforced: what each region's pages allow.
 *
 * Owns the translation of regions into page rights. Page 0, the guard page below
 * the stack and what the loader left are not present; code, constants and ROM
 * cannot be written; the rest of kernel space can.
 */
#ifndef STRATA_CORE_PROTECT_H
#define STRATA_CORE_PROTECT_H

#include "kernel/core/paging.h"
#include "kernel/core/regions.h"

/* Sets the rights of all identity-mapped pages for the regions of a running
 * kernel whose code and constants end in the page of text_end. */
void protect_apply(struct paging *paging, const struct regions_runtime *runtime, uint64_t text_end);

#endif
