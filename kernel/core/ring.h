/*
 * A byte ring between one producer and one consumer.
 *
 * Owns two counters over the caller's storage. One side may be an interrupt
 * handler: each counter is written by one side only, and bytes are stored
 * before they are counted.
 */
#ifndef STRATA_CORE_RING_H
#define STRATA_CORE_RING_H

#include <stdbool.h>
#include <stdint.h>

struct ring {
    volatile uint32_t written; /* bytes ever put */
    volatile uint32_t read;    /* bytes ever taken */
    uint32_t size;             /* a power of two */
    volatile uint8_t *bytes;
};

/* Takes size bytes of storage (a power of two), empty. */
void ring_init(struct ring *ring, uint8_t *bytes, uint32_t size);

/* Puts one byte; false, and nothing happens, where it is full. */
bool ring_put(struct ring *ring, uint8_t byte);

/* Takes the oldest byte; false where it is empty. */
bool ring_get(struct ring *ring, uint8_t *byte);

/* Returns how many bytes are in it, and how many more go in. */
uint32_t ring_count(const struct ring *ring);
uint32_t ring_room(const struct ring *ring);

#endif
