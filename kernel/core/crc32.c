#include "kernel/core/crc32.h"

/* IEEE 802.3, with its bits reversed: the lowest bit of a byte goes first. */
#define POLYNOMIAL 0xedb88320u

/* One bit, one nibble: a table of 16 entries keeps the kernel small, and two
 * steps a byte are fast enough for what is checked in the background. */
#define BIT(v)    (((v) >> 1) ^ (((v)&1u) ? POLYNOMIAL : 0u))
#define NIBBLE(v) BIT(BIT(BIT(BIT((uint32_t)(v)))))

static const uint32_t nibbles[16] = {
    NIBBLE(0), NIBBLE(1), NIBBLE(2),  NIBBLE(3),  NIBBLE(4),  NIBBLE(5),  NIBBLE(6),  NIBBLE(7),
    NIBBLE(8), NIBBLE(9), NIBBLE(10), NIBBLE(11), NIBBLE(12), NIBBLE(13), NIBBLE(14), NIBBLE(15),
};

uint32_t crc32_update(uint32_t crc, const void *data, size_t size)
{
    const unsigned char *byte = data;

    /* Inverted on the way in and out, as zlib does it: leading zeros count, and
     * a sum of 0 begins a new one. */
    crc = ~crc;
    for (size_t i = 0; i < size; i++) {
        crc ^= byte[i];
        crc = (crc >> 4) ^ nibbles[crc & 15u];
        crc = (crc >> 4) ^ nibbles[crc & 15u];
    }
    return ~crc;
}
