/*
 * The terminal of the shell.
 *
 * Owns the way from the shell to whoever sits before it, for the times when interrupts are
 * off: the post-mortem and a stopped kernel.
 */
#ifndef STRATA_TERMINAL_H
#define STRATA_TERMINAL_H

#include <stdbool.h>

/* Sends one character as soon as the line takes it. (A sink of fmt.h.) */
void terminal_put_polled(void *context, char c);

/* Returns whether Ctrl-C has been typed and not been taken yet. */
bool terminal_interrupted_polled(void);

/* Waits for the next byte typed. */
int terminal_wait_key_polled(void);

#endif
