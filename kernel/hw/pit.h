/*
 * The 8254 interval timer, and time since the kernel started.
 *
 * Owns counter 0, which interrupts PIT_HZ times a second. (Intel 8254 data
 * sheet.)
 */
#ifndef STRATA_HW_PIT_H
#define STRATA_HW_PIT_H

#include <stdint.h>

#define PIT_LINE 0u
#define PIT_HZ   100u

/* Starts the timer; its interrupts still have to be unmasked. */
void pit_init(void);

/* One timer interrupt has come. */
void pit_handle_interrupt(void);

/* Milliseconds since pit_init(), in steps of 1000 / PIT_HZ. */
uint64_t pit_uptime_ms(void);

/* The counter as it is now: it counts down and starts again at each interrupt. */
uint16_t pit_counter(void);

#endif
