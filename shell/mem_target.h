/*
 * What a write by hand would hit.
 *
 * Owns the rule which memory may be written without -f: frames, whether free or
 * taken, and what nobody uses any more. All else is alive.
 */
#ifndef STRATA_SHELL_MEM_TARGET_H
#define STRATA_SHELL_MEM_TARGET_H

#include "shell/names.h"

/* From harmless to impossible. */
enum mem_target {
    MEM_TARGET_OPEN,
    MEM_TARGET_ALIVE,   /* firmware, the stack, or the kernel's data and heap */
    MEM_TARGET_TABLE,   /* page tables, descriptor tables, the frame bitmap */
    MEM_TARGET_TEXT,    /* the kernel's code and constants */
    MEM_TARGET_MISSING, /* no memory that can be written */
};

/* The worst of what [start, last] holds; *address gets where the first of it is. */
enum mem_target mem_target_find(const struct names *names, uint64_t start, uint64_t last,
                                uint64_t *address);

#endif
