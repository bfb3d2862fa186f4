/*
 * What a cell means, and how each meaning looks.
 *
 * Owns the list of roles. Views draw roles, never colours; only this table
 * says what a role looks like, so that a screen without colour, a terminal and
 * text with escape sequences all follow it. Roles carry no information that
 * the character of the cell does not carry as well.
 */
#ifndef STRATA_MEMVIZ_ROLE_H
#define STRATA_MEMVIZ_ROLE_H

#include <stdbool.h>

enum role {
    ROLE_NORMAL,
    ROLE_DIM,      /* scaffolding: rules, column heads, gaps */
    ROLE_BAR,      /* title and status bar */
    ROLE_BAR_GOOD, /* in the bars: all is well */
    ROLE_BAR_BAD,  /* in the bars: something is not */
    ROLE_TITLE,    /* name of a pane */
    ROLE_FOCUS,    /* name of the pane that has the focus */
    ROLE_KEY,      /* a key to press */
    ROLE_NUMBER,   /* addresses, sizes and counts */
    ROLE_SYMBOL,   /* a name of the layout */
    ROLE_GOOD,     /* agrees, reached, in time */
    ROLE_BAD,      /* corrupt, failed, lost */
    ROLE_FREE,
    ROLE_USED,
    ROLE_RESERVED,
    ROLE_UNKNOWN, /* nothing has been reported of it */
    ROLE_KERNEL,
    ROLE_HEAP,
    ROLE_CURSOR,   /* the heap's, not the user's */
    ROLE_ALIVE,    /* a region that may not be touched */
    ROLE_REUSABLE, /* a region whose memory may be reused */
    ROLE_CHANGED,  /* changed within the last second */
    ROLE_TAKEN,    /* in use now, free at the marked instant */
    ROLE_FREED,    /* free now, in use at the marked instant */
    ROLE_OWNER_A,  /* owners of frames, side by side in the map */
    ROLE_OWNER_B,
    ROLE_OWNER_C,
    ROLE_OWNER_D,
    ROLE_SELECTED, /* where the cursor is */
    ROLE_COUNT
};

/* What a terminal can show. With 256 colours the hues are those of Okabe and
 * Ito's palette, which people with any kind of colour vision tell apart; with
 * fewer, what may stand side by side differs in lightness or in its attributes
 * as well. PLAIN is false and 8 is true where one only asks for colour. */
enum role_palette { ROLE_PALETTE_PLAIN, ROLE_PALETTE_8, ROLE_PALETTE_16, ROLE_PALETTE_256 };

/* The palette for a terminal of so many colours. */
enum role_palette role_choose_palette(int colours);

/* Colours as the terminals number them: ANSI's 8, their bright forms, xterm's
 * cube. ROLE_DEFAULT_COLOUR leaves the terminal's own. */
#define ROLE_DEFAULT_COLOUR (-1)

struct role_style {
    short foreground; /* a colour of the palette, or ROLE_DEFAULT_COLOUR */
    short background;
    bool bold;
    bool dim;
    bool reverse; /* foreground and background exchanged */
};

/* The look of a role, in a palette; a plain one has attributes alone. The
 * result is constant. */
const struct role_style *role_get_style(enum role role, enum role_palette palette);

#endif
