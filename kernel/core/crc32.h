/*
 * CRC-32 as zlib and Ethernet compute it (IEEE 802.3, reflected polynomial
 * 0xedb88320, initial value and final complement all ones).
 *
 * Owns one constant table, computed by the compiler.
 */
#ifndef STRATA_CORE_CRC32_H
#define STRATA_CORE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* Continues crc, the value over all bytes before (0 for none), over size bytes
 * of data. The result is the finished value; it may be continued again. */
uint32_t crc32_update(uint32_t crc, const void *data, size_t size);

#endif
