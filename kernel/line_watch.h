/*
 * Whether the interrupts that the kernel lives on arrive.
 *
 * Owns the judgement on the timer and the two serial ports. The kernel sleeps
 * between interrupts, so one that never comes would leave it asleep without a message.
 * Until two timer interrupts have arrived it therefore does not sleep at all. A
 * serial port that has something to send and whose interrupt does not come is
 * polled from then on. What is found goes to the log, and so to the screen, which
 * is all that is left to read on a machine whose COM1 is silent.
 */
#ifndef STRATA_LINE_WATCH_H
#define STRATA_LINE_WATCH_H

#include "kernel/core/machine.h"

/* Looks for what is missing from the start; to be called once, before the first
 * line_watch_step(). */
void line_watch_start(struct machine *machine);

/* Looks at the timer and the ports, and polls what has to be polled. To be called
 * in each round of the main loop. */
void line_watch_step(struct machine *machine);

/* Lets interrupts in and sleeps until one comes, where one will. */
void line_watch_wait(void);

#endif
