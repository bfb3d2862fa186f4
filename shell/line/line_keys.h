/*
 * Which key was pressed: from the bytes a terminal sends to what they ask for.
 *
 * Owns the state of an escape sequence begun. The sequences are those of ECMA-48
 * (CSI: ESC [ parameters final) and of the VT100's application mode (SS3: ESC O
 * final), with the numbers that xterm, rxvt, the Linux console, PuTTY and screen
 * use for one key. A sequence that means nothing here is swallowed whole. None
 * can swallow Enter or Ctrl-C: a control byte ends it and is then obeyed, and so
 * does a length that no key has.
 */
#ifndef STRATA_SHELL_LINE_KEYS_H
#define STRATA_SHELL_LINE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

enum line_key {
    LINE_KEY_NONE,    /* nothing yet, or nothing to do */
    LINE_KEY_UNKNOWN, /* a byte that means nothing here */
    LINE_KEY_TEXT,    /* the byte is a printable character */
    LINE_KEY_ENTER,
    LINE_KEY_CANCEL,
    LINE_KEY_COMPLETE,
    LINE_KEY_CLEAR,
    LINE_KEY_SEARCH,
    LINE_KEY_LEAVE_SEARCH,
    LINE_KEY_OLDER,
    LINE_KEY_NEWER,
    LINE_KEY_LEFT,
    LINE_KEY_RIGHT,
    LINE_KEY_WORD_LEFT,
    LINE_KEY_WORD_RIGHT,
    LINE_KEY_START,
    LINE_KEY_END,
    LINE_KEY_ERASE_LEFT,
    LINE_KEY_ERASE_RIGHT,
    LINE_KEY_KILL_WORD_LEFT,
    LINE_KEY_KILL_WORD_RIGHT,
    LINE_KEY_KILL_RUN_LEFT,
    LINE_KEY_KILL_START,
    LINE_KEY_KILL_END,
    LINE_KEY_YANK,
    LINE_KEY_TRANSPOSE,
    LINE_KEY_COUNT,
};

/* A key, and the byte that completed it, which is the character of a LINE_KEY_TEXT. */
struct line_press {
    enum line_key key;
    char character;
};

struct line_keys {
    enum { LINE_KEYS_PLAIN, LINE_KEYS_ESCAPE, LINE_KEYS_SEQUENCE, LINE_KEYS_LINUX } state;
    bool after_cr;          /* an LF now belongs to the CR before it */
    bool foreign;           /* the sequence holds more than numbers */
    unsigned length;        /* of the sequence's parameters so far */
    unsigned parameter;     /* which number is being read */
    unsigned parameters[2]; /* the first two: key and modifier; 0 when missing */
};

/* No sequence is begun. */
void line_keys_init(struct line_keys *keys);

/* Takes the next byte, and returns the key that it completes. */
enum line_key line_keys_feed(struct line_keys *keys, uint8_t byte);

#endif
