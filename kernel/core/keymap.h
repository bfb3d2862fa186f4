/*
 * From a keyboard's scan codes to the bytes that a terminal would send.
 *
 * Owns the layout (US) and which keys are held. The codes are those of set 1, which the
 * keyboard controller makes of what any keyboard sends, also where the firmware plays the
 * controller for a USB keyboard. Keys without a character become the sequences of a VT100,
 * so that what reads them needs to know one kind of terminal. Page Up and Page Down, with or
 * without Shift, are for the screen. (IBM PS/2 Technical Reference, "Keyboard"; ECMA-48.)
 *
 * The limits: one layout, no lock but Caps Lock, and its light is not switched.
 */
#ifndef STRATA_CORE_KEYMAP_H
#define STRATA_CORE_KEYMAP_H

#include <stdbool.h>
#include <stdint.h>

enum keymap_key {
    KEYMAP_NONE, /* nothing: a release, a key that is held, half a code */
    KEYMAP_TEXT, /* the bytes in text */
    KEYMAP_PAGE_UP,
    KEYMAP_PAGE_DOWN,
};

/* Zero but for text: no key is held. */
struct keymap {
    bool shift;
    bool control;
    bool alt;
    bool caps;
    bool extended; /* the byte before was E0 */
    unsigned skip; /* bytes left of the code that begins with E1, of Pause */
    char text[8];  /* NUL-terminated */
};

/* Takes the next byte from the controller; returns what it completes. */
enum keymap_key keymap_feed(struct keymap *keymap, uint8_t code);

#endif
