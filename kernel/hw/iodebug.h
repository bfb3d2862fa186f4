/*
 * Bochs's iodebug device: it stops in the debugger when watched physical memory
 * is touched.
 *
 * Owns nothing; speaks to ports 0x8a00 and 0x8a01. Words only. (Bochs user manual,
 * chapter "I/O Interface to Bochs Debugger".)
 */
#ifndef STRATA_HW_IODEBUG_H
#define STRATA_HW_IODEBUG_H

#include <stdbool.h>
#include <stdint.h>

/* How many ranges the device keeps; more are lost without a word. */
#define IODEBUG_RANGES 1024u

/* Wakes the device; false where there is none. */
bool iodebug_init(void);

/* Watches the physical range [start, end), besides those watched already. */
void iodebug_watch(uint32_t start, uint32_t end);

/* Puts the device to sleep: nothing stops until it is woken. It keeps its ranges, and
 * there is no command that takes one away. */
void iodebug_stop(void);

#endif
