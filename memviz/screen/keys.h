/*
 * Keys, and what each asks for.
 *
 * Owns the one table of bindings: from it keys are looked up and the help is
 * written, so the two cannot differ. Pure; a key is a Unicode character or one
 * of enum key_code.
 */
#ifndef STRATA_MEMVIZ_KEYS_H
#define STRATA_MEMVIZ_KEYS_H

#include <stddef.h>

/* Keys that are no character; Unicode ends at 0x10ffff. */
enum key_code {
    KEY_CODE_NONE = 0x110000, /* no key was pressed */
    KEY_CODE_UP,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_BACK_TAB,
    KEY_CODE_ENTER, /* CR and LF too */
    KEY_CODE_BACKSPACE,
    KEY_CODE_RESIZE, /* the terminal has another size */
    KEY_CODE_MOUSE,  /* ask the terminal where (struct mouse_event) */
    KEY_CODE_HANGUP, /* the terminal is gone */
};

/* What the user asks for. INTENT_FOCUS_FIRST + n focuses pane n. */
enum intent {
    INTENT_NONE, /* the key is not bound */
    INTENT_QUIT,
    INTENT_HELP,
    INTENT_BACK, /* out of help, or of a zoomed pane */
    INTENT_ZOOM, /* the focused pane alone, and back */
    INTENT_NEXT, /* pane */
    INTENT_PREVIOUS,
    INTENT_UP,
    INTENT_DOWN,
    INTENT_PAGE_UP,
    INTENT_PAGE_DOWN,
    INTENT_HOME,
    INTENT_END, /* of the list; INTENT_LIVE is the end of time */
    INTENT_LEFT,
    INTENT_RIGHT,
    INTENT_MAGNIFY,
    INTENT_REDUCE,
    INTENT_CENTER,
    INTENT_JUMP,   /* opens the prompt */
    INTENT_REDRAW, /* something has written over the screen */
    /* Which instant is shown: see timeline.h. */
    INTENT_FREEZE,
    INTENT_RECORD_BACK,
    INTENT_RECORD_NEXT,
    INTENT_STEP_BACK, /* to a boot step */
    INTENT_STEP_NEXT,
    INTENT_SEEK_BACK, /* by a part of the recording */
    INTENT_SEEK_NEXT,
    INTENT_LIVE,
    INTENT_MARK,     /* compare with this instant from now on */
    INTENT_BY_OWNER, /* the map coloured by owner, and back */
    INTENT_SORT,     /* the owners by their next column */
    INTENT_FOCUS_FIRST,
};

/* What a mouse did, in cells of the screen. */
enum mouse_kind { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct mouse_event {
    enum mouse_kind kind;
    unsigned col;
    unsigned row;
};

struct key_binding {
    int key;
    int other; /* a second key for the same, or KEY_CODE_NONE */
    enum intent intent;
    const char *shown; /* the keys as the help names them */
    const char *what;  /* what they do, in a few words */
};

/* The bindings in the order of the help; *count gets their number. Constant. */
const struct key_binding *keys_get_bindings(size_t *count);

/* What a key asks for; INTENT_NONE when nothing. */
enum intent keys_find_intent(int key);

#endif
