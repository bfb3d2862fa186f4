/*
 * The keyboard: the 8042 controller's, or what the firmware puts in its place for USB.
 *
 * Owns the controller, and a ring of the bytes that a terminal would send for the keys
 * pressed (keymap.h). Works by interrupt and by polling alike. A controller that is not
 * there gives no bytes. (Intel 8042 data sheet; IBM PS/2 Technical Reference, "Keyboard
 * and Auxiliary Device Controller".)
 */
#ifndef STRATA_HW_KEYBOARD_H
#define STRATA_HW_KEYBOARD_H

#include <stdbool.h>
#include <stdint.h>

#define KEYBOARD_LINE 1u

/* Forgets what has been typed, and lets the controller translate and interrupt. */
void keyboard_init(void);

/* Returns whether a controller has answered. */
bool keyboard_is_present(void);

/* Takes in what the controller has. With interrupts in, they are kept out meanwhile. */
void keyboard_poll(void);

/* Takes the oldest byte typed; false where there is none. */
bool keyboard_get(uint8_t *byte);

/* Returns whether Ctrl-C has been typed and not been taken yet. */
bool keyboard_has_interrupt_key(void);

/* Returns how many pages back (above 0) or forth Page Up and Page Down have asked for
 * since the last call. */
int keyboard_take_pages(void);

#endif
