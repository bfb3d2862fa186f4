/*
 * The BIOS memory map: it turns the answers of INT 15h into ranges that can be relied on.
 *
 * Owns the rules. Raw entries come in as the firmware gave them (struct
 * e820_entry); clean ranges go out sorted, disjoint, merged, each of a type
 * from 1 to 5. Nothing is kept: all state is the caller's.
 *
 * A clean range is written with its last byte, not its end: a range may reach
 * the top of the 64-bit address space, and 2^64 has no uint64_t.
 *
 * Types and the attribute word: ACPI 6.5, section 15 (table 15.4).
 */
#ifndef STRATA_CORE_E820_H
#define STRATA_CORE_E820_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/fmt.h"

enum e820_type {
    E820_FREE = 1,
    E820_RESERVED = 2,
    E820_ACPI = 3, /* reclaimable once the tables have been read */
    E820_NVS = 4,
    E820_UNUSABLE = 5,
};

/* n entries have 2n boundaries and so at most 2n - 1 ranges between them. */
#define E820_CLEAN_MAX (2u * E820_RAW_MAX)

struct e820_range {
    uint64_t start;
    uint64_t last; /* inclusive */
    uint32_t type; /* enum e820_type */
};

/* What a raw entry has to do with one clean range. */
enum e820_part {
    E820_PART_NONE,   /* they do not meet, or the entry is ignored */
    E820_PART_SOURCE, /* it gave the range its type */
    E820_PART_LOSER,  /* it claimed some of the range for a less restrictive type */
};

/* Why a clean range is as it is: flags of e820_range_reasons(). */
#define E820_WHY_UNKNOWN_TYPE 0x01u /* a source's type is not recognised: taken as reserved */
#define E820_WHY_CLIPPED      0x02u /* a source's length wraps past 2^64 */
#define E820_WHY_MERGED       0x04u /* no single source covers it: adjacent ranges merged */
#define E820_WHY_TRIMMED      0x08u /* a source reaches beyond it: a stricter one took the rest */
#define E820_WHY_WON          0x10u /* an entry of a less restrictive type lost to it */

/* The type an entry counts as: 1 to 5 as they are, everything else reserved. */
uint32_t e820_type_mapped(uint32_t type);

/* Returns how restrictive a type is, from 0 (free) to 4 (unusable), unrecognised types as
 * reserved: where entries overlap, the type of the highest rank wins. */
unsigned e820_type_rank(uint32_t type);

/* The name of a type: free, reserved, acpi, nvs, unusable, or else unknown. */
const char *e820_type_name(uint32_t type);

/* Returns whether an entry is ignored: it is empty, or its attribute bit 0 is clear. */
bool e820_entry_ignored(const struct e820_entry *entry);

/* The last byte of an entry that is not empty, clipped to 2^64 - 1. */
uint64_t e820_entry_last(const struct e820_entry *entry);

/* Cleans count raw entries (at most E820_RAW_MAX; more are not read) into
 * clean, which has room for E820_CLEAN_MAX. Where entries overlap the most
 * restrictive type wins: 1 < 3 < 4 < 2 < 5. Returns the number of ranges.
 * A sweep over the sorted boundaries: O(n log n). */
size_t e820_clean(const struct e820_entry *raw, size_t count, struct e820_range *clean);

/* The range of clean that holds address, or NULL. */
const struct e820_range *e820_find(const struct e820_range *clean, size_t count, uint64_t address);

/* What entry did to range. */
enum e820_part e820_entry_part(const struct e820_entry *entry, const struct e820_range *range);

/* The E820_WHY_ flags of a range of the clean map of these raw entries. */
unsigned e820_range_reasons(const struct e820_entry *raw, size_t count,
                            const struct e820_range *range);

/* The part of range that is whole frames of 4 KiB at or above 1 MiB and below
 * 4 GiB, as frame numbers [*start, *end); false where there is none. */
bool e820_range_frames(const struct e820_range *range, uint32_t *start, uint32_t *end);

/* Prints one entry or range in the form of docs/memviz-e820.md, without a line end:
 * "PREFIX: [base=0x... length=0x...] type=N (name)". */
void e820_print_entry(struct fmt_sink sink, const char *prefix, const struct e820_entry *entry);
void e820_print_range(struct fmt_sink sink, const char *prefix, const struct e820_range *range);

/* "e820", "e801", "88" or "none". */
const char *e820_source_name(unsigned source);

#endif
