/*
 * Port I/O: the only place in C where a port is touched.
 *
 * Volatile, and a barrier for the compiler, so that no access is moved or
 * dropped.
 */
#ifndef STRATA_HW_PORT_H
#define STRATA_HW_PORT_H

#include <stdint.h>

/* Writes a byte or a word to a port. */
static inline void port_write8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

static inline void port_write16(uint16_t port, uint16_t value)
{
    __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port) : "memory");
}

/* Reads a byte or a word from a port. */
static inline uint8_t port_read8(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

static inline uint16_t port_read16(uint16_t port)
{
    uint16_t value;

    __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port) : "memory");
    return value;
}

#endif
