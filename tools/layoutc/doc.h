/*
 * The layout document in memory.
 *
 * Owns the types that the parser fills and that the checker, the emitter and
 * the picture read. Everything is of fixed size and held by the caller: a
 * struct doc needs no freeing. Ranges are half-open, addresses physical.
 */
#ifndef STRATA_LAYOUTC_DOC_H
#define STRATA_LAYOUTC_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/units.h"

#define DOC_ROWS_MAX  64u
#define DOC_STEPS_MAX 16u /* in the document of any kernel; ours has BOOT_STEP_COUNT */
#define DOC_NAME_MAX  32u /* characters of a symbol or step name */
#define DOC_WHAT_MAX  96u /* keeps a telemetry record of a region below its 512 bytes */
#define DOC_NEVER     (DOC_STEPS_MAX + 1u) /* the step after the last: nothing is reused then */
#define DOC_TOP       (4 * GIB)            /* the kernel manages what 32 bits address */

/* The unit that a size is counted in. Its value is the number of bytes of the unit. */
enum doc_unit {
    DOC_UNIT_BYTE = 1,
    DOC_UNIT_SECTOR = 512,
    DOC_UNIT_PAGE = FRAME_SIZE,
};

/* The purpose of a row, as far as rules depend on it: see roles.h. */
enum doc_role {
    DOC_ROLE_NONE, /* the role table does not name it */
    DOC_ROLE_BOOT_SECTOR,
    DOC_ROLE_LOADER,
    DOC_ROLE_BOOT_INFORMATION,
    DOC_ROLE_LOAD_BUFFER,
    DOC_ROLE_REAL_STACK,
    DOC_ROLE_STACK, /* of protected mode */
    DOC_ROLE_GUARD,
    DOC_ROLE_KERNEL,
    DOC_ROLE_FRAMES,
    DOC_ROLE_COUNT,
};

struct doc_range {
    uint64_t start; /* both are physical addresses */
    uint64_t end;
};

/* The boot steps in which memory is in use, half-open. */
struct doc_lifetime {
    unsigned alive;
    unsigned reuse;
};

/* A row of the firmware table or of the layout table. */
struct doc_row {
    unsigned line; /* in the document, for errors */
    struct doc_range at;
    char symbol[DOC_NAME_MAX + 1]; /* names the start */
    char what[DOC_WHAT_MAX + 1];   /* plain ASCII: the serial shell shows it */
    bool firmware;                 /* fixed by the PC: alive from step 0, never reused, unit byte */
    unsigned alive;                /* alive in steps [alive, reuse) */
    unsigned reuse;                /* DOC_NEVER: until the machine stops */
    uint64_t size;                 /* bytes that the size column states, whatever the range says */
    enum doc_unit unit;            /* of the size column */
    enum doc_role role;
    unsigned
        choice; /* 0: its only place; 1: its first place; 2: its place where the first is taken */
};

/* A row of the role table. */
struct doc_role_entry {
    unsigned line;
    char symbol[DOC_NAME_MAX + 1];
    enum doc_role role;
    char instead_of[DOC_NAME_MAX + 1]; /* the row whose second place this is, or empty */
};

/* Memory that the boot stores to although no row of ours holds it: a row of the store table. */
struct doc_store {
    unsigned line;
    struct doc_range at;
    char what[DOC_WHAT_MAX + 1];
    unsigned alive; /* stored to in steps [alive, reuse) */
    unsigned reuse; /* DOC_NEVER: until the machine stops */
};

struct doc_step {
    unsigned line;
    char name[DOC_NAME_MAX + 1];
    char what[DOC_WHAT_MAX + 1];
};

struct doc {
    struct doc_step steps[DOC_STEPS_MAX]; /* step 1 is steps[0] */
    size_t step_count;                    /* less than all while the table has mistakes */
    struct doc_row rows[DOC_ROWS_MAX];    /* both tables; in address order once parsed */
    size_t row_count;
    struct doc_role_entry roles[DOC_ROWS_MAX]; /* as written; joined with the rows once parsed */
    size_t role_count;
    struct doc_store stores[DOC_ROWS_MAX]; /* as written */
    size_t store_count;
};

/* The alignment in bytes that a row of this unit must start at: pages 4096,
 * sectors 512, and 16 (a real-mode paragraph) where it is sized in bytes. */
uint64_t doc_unit_alignment(enum doc_unit unit);

/* Returns the unit's name for a count: "sector" or "sectors". */
const char *doc_unit_name(enum doc_unit unit, uint64_t count);

/* Returns whether the rows are alive in a common step. */
bool doc_rows_coexist(const struct doc_row *a, const struct doc_row *b);

/* Returns the bytes that both ranges hold; empty (start >= end) where they share none. */
struct doc_range doc_range_intersect(struct doc_range a, struct doc_range b);

/* Returns the name of a boot step, "?" where the document has none. */
const char *doc_step_name(const struct doc *doc, unsigned step);

/* Sorts the rows by start, then by the step they are alive from, then by line. */
void doc_sort_rows(struct doc *doc);

#endif
