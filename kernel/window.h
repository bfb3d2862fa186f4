/*
 * Reaching any physical memory below 4 GiB.
 *
 * Owns the window slots: what kernel space does not map is mapped there for a
 * moment. A pointer is good up to the end of its frame, and until
 * PAGING_WINDOW_SLOTS more have been asked for.
 */
#ifndef STRATA_WINDOW_H
#define STRATA_WINDOW_H

#include <stdint.h>

#include "kernel/core/paging.h"

/* Until this is called, and with NULL, addresses are reached as they are. */
void window_init(struct paging *paging);

/* What the slots show, for whoever looks at memory while others hold pointers. */
struct window_slots {
    uint32_t entries[PAGING_WINDOW_SLOTS];
    uint32_t next;
};

void window_save(struct window_slots *slots);
void window_restore(const struct window_slots *slots);

/* The byte at a physical address; NULL at or above 4 GiB. */
uint8_t *window_reach(uint64_t address);

#endif
