/*
 * The declared layout, as compiled from docs/layout.md.
 *
 * Owns the types of the generated region table and the names of the boot
 * steps. The definitions are generated; the constants of each row (its symbol
 * and its end) are in the generated layout_constants.h.
 */
#ifndef STRATA_CORE_LAYOUT_H
#define STRATA_CORE_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define LAYOUT_STEP_NEVER 0xffu

enum layout_kind {
    LAYOUT_DECLARED = 0, /* a row of the layout table: ours */
    LAYOUT_FIRMWARE = 1, /* a row of the firmware table: fixed by the PC */
};

struct layout_row {
    uint64_t start;
    uint64_t end; /* half-open */
    const char *symbol;
    const char *what;
    uint8_t alive_step; /* alive from this boot step on; 0: before stage1 */
    uint8_t reuse_step; /* memory may be reused from this step on, or LAYOUT_STEP_NEVER */
    uint8_t kind;       /* enum layout_kind */
    uint8_t choice;     /* 0: its only place; 1: its first place; 2: where the first is taken */
};

/* The rows of both tables in address order; *count gets their number. The
 * table is constant and is never freed. */
const struct layout_row *layout_rows(size_t *count);

/* The name of boot step 1 to 6 ("stage1", "stage2", ...), "?" for any other. */
const char *layout_step_name(unsigned step);

#endif
