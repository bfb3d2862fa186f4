/*
 * A second opinion on the memory map: the raw entries, read naively.
 *
 * Owns a slow reading of the raw entries for the checks. It shares no code and no
 * table with e820.c, plan.c and frames.c, because a check that calls the code it
 * checks repeats that code's mistakes. Each question walks all entries; nothing is
 * sorted, merged or kept.
 *
 * Types and their order (1 < 3 < 4 < 2 < 5), and what makes an entry count: ACPI
 * 6.5, section 15, and docs/layout.md.
 */
#ifndef STRATA_CORE_CHECK_RAW_H
#define STRATA_CORE_CHECK_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/bootinfo.h"

/* Neighbouring bytes between two boundaries of raw entries: the same entries hold
 * all of them. */
struct raw_stretch {
    uint64_t start; /* where the question was asked */
    uint64_t last;  /* inclusive */
    uint32_t type;  /* 1 to 5, the strictest of the entries; 0 where none holds it */
    uint32_t entry; /* the first entry of that type */
};

/* What the raw entries say of address and of the bytes after it. */
struct raw_stretch raw_stretch_at(const struct bootinfo *boot, uint64_t address);

/* The type that all bytes of [start, end) have alike, 0 where they differ or no
 * entry holds them; *first gets the stretch of the first byte that is not free. */
uint32_t raw_type_of(const struct bootinfo *boot, uint64_t start, uint64_t end,
                     struct raw_stretch *first);

/* The first entry that holds address and counts as type; false where there is
 * none. */
bool raw_find_entry(const struct bootinfo *boot, uint64_t address, uint32_t type, uint32_t *entry);

#endif
