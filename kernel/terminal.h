/*
 * The terminal of the shell: COM1, and the screen with the keyboard.
 *
 * Owns the one session that both show. What the shell prints goes to both, and what is
 * typed on either is its input; where one is missing or nobody sits before it, the other is
 * enough. The screen understands what the shell sends and no more: CR, LF, BS, and the
 * sequence that clears it. Page Up and Page Down show what has left the screen. The polled
 * functions are for the times when interrupts are off: the post-mortem and a stopped kernel.
 */
#ifndef STRATA_TERMINAL_H
#define STRATA_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

/* Shows one character on the screen alone. (A sink of fmt.h, as the next one.) */
void terminal_show(void *context, char c);

/* Sends one character to both as soon as the line takes it. */
void terminal_put_polled(void *context, char c);

/* Takes the next byte typed; false where there is none. The screen is brought up to date:
 * the cursor, and the pages asked for. */
bool terminal_get(uint8_t *byte);
bool terminal_get_polled(uint8_t *byte);

/* Returns whether Ctrl-C has been typed and not been taken yet. */
bool terminal_interrupted(void);
bool terminal_interrupted_polled(void);

/* Takes and drops what was typed, up to the first Ctrl-C. */
void terminal_drop_input(void);

/* Waits for the next byte typed. */
int terminal_wait_key_polled(void);

#endif
