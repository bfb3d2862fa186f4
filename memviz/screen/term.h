/*
 * The terminal: the one module that knows ncurses.
 *
 * Owns the terminal from term_open() to term_close() and gives it back on any
 * way out, crashes included: a signal that ends the program first restores the
 * terminal, then says so, then does what it does by default. Copies a grid to
 * the screen and turns keys into codes; decides nothing.
 */
#ifndef STRATA_MEMVIZ_TERM_H
#define STRATA_MEMVIZ_TERM_H

#include <stdbool.h>

#include "memviz/screen/grid.h"
#include "memviz/screen/keys.h"

/* Takes the terminal over; keys come from /dev/tty when standard input is
 * something else. False after writing one line why it cannot. */
bool term_open(bool colour);

/* From now on clicks and wheels are reported as KEY_CODE_MOUSE. */
void term_use_mouse(void);

/* Gives the terminal back. Does nothing when it is not open. */
void term_close(void);

/* The size of the screen as it is now. */
void term_get_size(unsigned *cols, unsigned *rows);

/* Shows a grid of that size. */
void term_draw(const struct grid *grid);

/* Makes the next draw paint every cell, whatever the screen seems to hold. */
void term_repaint(void);

/* Waits up to timeout_ms for a key and returns its code (see keys.h), or
 * KEY_CODE_NONE. */
int term_read_key(int timeout_ms);

/* Where the mouse is, after KEY_CODE_MOUSE; false when it did nothing of use. */
bool term_get_mouse(struct mouse_event *mouse);

/* The signal that asked the program to end, or 0. */
int term_get_signal(void);

#endif
