/*
 * Poisoned frames: freed memory that tells when it is used.
 *
 * Owns which free frames have been filled with a pattern, one bit a frame. A
 * frame that is handed out, or checked, and does not hold the pattern any more
 * was written to while it was free.
 */
#ifndef STRATA_CORE_POISON_H
#define STRATA_CORE_POISON_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/heap.h"
#include "kernel/core/status.h"

struct poison {
    bool on;                             /* freed frames are filled */
    uint32_t capacity;                   /* frames */
    uint32_t *filled;                    /* one bit a frame; NULL until first turned on */
    uint32_t count;                      /* frames filled */
    uint8_t *(*reach)(uint64_t address); /* as struct machine_ops has it */
};

/* Nothing poisoned, off. */
void poison_init(struct poison *poison, uint32_t capacity, uint8_t *(*reach)(uint64_t address));

/* Turns poisoning on; the first time takes its bitmap from heap.
 * STATUS_NO_MEMORY. Off forgets nothing: what is filled stays checked. */
enum status poison_set(struct poison *poison, struct heap *heap, bool on);

/* The free frames [start, end) may be filled: does so where poisoning is on. */
void poison_fill(struct poison *poison, uint32_t start, uint32_t end);

/* Verifies one frame. STATUS_OK where it is not filled or whole, STATUS_CORRUPT
 * with the address of the first byte that was written in *address. */
enum status poison_check(const struct poison *poison, uint32_t frame, uint64_t *address);

/* The frames [start, end) are in use from now on, whatever they hold. */
void poison_forget(struct poison *poison, uint32_t start, uint32_t end);

/* The lowest filled frame at or above from, or the capacity. */
uint32_t poison_next(const struct poison *poison, uint32_t from);

#endif
