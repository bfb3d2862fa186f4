#include "kernel/core/ring.h"

/* Both counts run on and wrap at 2^32, which a power of two divides: their
 * difference is right across it, and full differs from empty without a spare
 * place. */
void ring_init(struct ring *ring, uint8_t *bytes, uint32_t size)
{
    ring->written = 0;
    ring->read = 0;
    ring->size = size;
    ring->bytes = bytes;
}

uint32_t ring_count(const struct ring *ring)
{
    return ring->written - ring->read;
}

uint32_t ring_room(const struct ring *ring)
{
    return ring->size - ring_count(ring);
}

/* The byte before the count: an interrupt in between must not see a byte that is
 * not there yet. Only the writer changes written, only the reader read. */
bool ring_put(struct ring *ring, uint8_t byte)
{
    if (ring_room(ring) == 0)
        return false;
    ring->bytes[ring->written & (ring->size - 1)] = byte;
    ring->written++;
    return true;
}

bool ring_get(struct ring *ring, uint8_t *byte)
{
    if (ring_count(ring) == 0)
        return false;
    *byte = ring->bytes[ring->read & (ring->size - 1)];
    ring->read++;
    return true;
}
