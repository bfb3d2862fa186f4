/*
 * The live region table: the declared layout and what the run added to it.
 *
 * Owns the join of the two. Declared rows come from layout_rows(); run-time
 * rows (the kernel image, the heap) and marks (named addresses) from the few
 * addresses that only the running kernel knows.
 */
#ifndef STRATA_CORE_REGIONS_H
#define STRATA_CORE_REGIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REGIONS_MAX  32u
#define REGION_MARKS 9u
/* Room for the longest symbol, "_END" and NUL. */
#define REGION_NAME_SIZE 40u

enum region_origin {
    REGION_DECLARED, /* a row of the layout table */
    REGION_FIRMWARE, /* a row of the firmware table */
    REGION_RUNTIME,  /* known only to the running kernel */
};

struct region {
    uint64_t start;
    uint64_t end; /* half-open */
    const char *symbol;
    const char *what;
    enum region_origin origin;
    bool alive; /* false: its memory may be reused by now */
};

struct region_mark {
    const char *symbol;
    uint64_t address;
};

/* What only the running kernel knows. */
struct regions_runtime {
    uint64_t kernel_start;
    uint64_t kernel_end;
    uint64_t heap_start;
    uint64_t heap_cursor;
    uint64_t heap_end;
    uint64_t first_region_end;
    uint64_t real_stack_low; /* the lowest address that the loader's stack ever reached */
    uint64_t stack_low;      /* and ours, when last looked */
    uint64_t ram_end;
    uint64_t stack_start; /* the stack in use, of the two places it may have */
};

/* Writes the table as it is at a boot step into list (room for REGIONS_MAX), by
 * start address, the larger first where two start together. Returns the number
 * of regions. */
size_t regions_list(const struct regions_runtime *runtime, unsigned step, struct region *list);

/* Writes the REGION_MARKS marks: __k_start, __k_end, kheap_start, kheap_curr,
 * kheap_end, first_region_end, ram_end, real_stack_low, stack_low. */
void regions_marks(const struct regions_runtime *runtime, struct region_mark *marks);

/* Symbol number index (the marks, then for each declared or firmware row its
 * start and its end as SYMBOL_END) into *address and name (REGION_NAME_SIZE
 * bytes); false past the last. */
bool regions_symbol(const struct regions_runtime *runtime, size_t index, char *name,
                    uint64_t *address);

#endif
