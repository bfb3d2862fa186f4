/*
 * A ring of telemetry bytes, for a kernel that does not wait for its line: the optional companion
 * of strata_telemetry.h.
 *
 * Give strata_ring_put as put and the ring as context; take the bytes out with strata_ring_get
 * where the line has room. One side writes and one side reads; either may be an interrupt handler
 * of the same processor. Only whole records can be taken out. One that does not fit is left out
 * whole, and counted: the reader of the line sees the gap in the numbers and does not call its
 * state complete.
 *
 * STRATA_TELEMETRY_IMPLEMENTATION makes the code here too.
 *
 * SPDX-License-Identifier: MIT. Copyright (c) 2026 the Strata contributors; the text is in LICENSE.
 */
#ifndef STRATA_RING_H
#define STRATA_RING_H

struct strata_ring {
    unsigned char *bytes;
    unsigned long size; /* a power of two, at least 512 */
    volatile unsigned long written;
    volatile unsigned long read;
    unsigned long end;     /* of the record that is being written */
    int full;              /* that record does not fit */
    unsigned long dropped; /* records */
};

/* An empty ring over size bytes (a power of two, at least 512). */
void strata_ring_init(struct strata_ring *ring, void *bytes, unsigned long size);
void strata_ring_put(void *ring, int byte);
/* The oldest byte of a whole record, or -1. */
int strata_ring_get(struct strata_ring *ring);

#endif

#if defined(STRATA_TELEMETRY_IMPLEMENTATION) && !defined(STRATA_RING_IMPLEMENTED)
#define STRATA_RING_IMPLEMENTED

void strata_ring_init(struct strata_ring *ring, void *bytes, unsigned long size)
{
    ring->bytes = (unsigned char *)bytes;
    ring->size = size;
    ring->written = ring->read = ring->end = ring->dropped = 0;
    ring->full = 0;
}

/* RS begins a record and LF ends it; neither occurs inside one. */
void strata_ring_put(void *context, int byte)
{
    struct strata_ring *ring = (struct strata_ring *)context;

    if (byte == 0x1e) {
        ring->end = ring->written;
        ring->full = 0;
    }
    if (ring->end - ring->read == ring->size)
        ring->full = 1;
    if (!ring->full)
        ring->bytes[ring->end++ & (ring->size - 1)] = (unsigned char)byte;
    if (byte == '\n' && ring->full)
        ring->dropped++;
    else if (byte == '\n')
        ring->written = ring->end;
}

int strata_ring_get(struct strata_ring *ring)
{
    int byte;

    if (ring->read == ring->written)
        return -1;
    byte = ring->bytes[ring->read & (ring->size - 1)];
    ring->read++;
    return byte;
}

#endif
