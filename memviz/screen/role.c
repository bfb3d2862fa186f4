#include "memviz/screen/role.h"

/* Numbered as ECMA-48 does from 30 on. */
enum colour { RED = 1, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, NONE = ROLE_DEFAULT_COLOUR };

/* Eight colours on whatever background the terminal has: dim and bold carry what
 * colour cannot, and each state has a glyph besides. */
static const struct role_style coloured[ROLE_COUNT] = {
    [ROLE_NORMAL] = {NONE, NONE, false, false, false},
    [ROLE_DIM] = {NONE, NONE, false, true, false},
    [ROLE_BAR] = {WHITE, BLUE, false, false, false},
    [ROLE_BAR_GOOD] = {GREEN, BLUE, true, false, false},
    [ROLE_BAR_BAD] = {YELLOW, BLUE, true, false, false},
    [ROLE_TITLE] = {CYAN, NONE, false, false, false},
    [ROLE_FOCUS] = {CYAN, NONE, true, false, true},
    [ROLE_KEY] = {YELLOW, NONE, true, false, false},
    [ROLE_NUMBER] = {NONE, NONE, false, false, false},
    [ROLE_SYMBOL] = {NONE, NONE, true, false, false},
    [ROLE_GOOD] = {GREEN, NONE, false, false, false},
    [ROLE_BAD] = {RED, NONE, true, false, false},
    [ROLE_FREE] = {GREEN, NONE, false, false, false},
    [ROLE_USED] = {YELLOW, NONE, true, false, false},
    [ROLE_RESERVED] = {MAGENTA, NONE, false, false, false},
    [ROLE_UNKNOWN] = {RED, NONE, false, false, false},
    [ROLE_KERNEL] = {CYAN, NONE, true, false, false},
    [ROLE_HEAP] = {YELLOW, NONE, false, false, false},
    [ROLE_CURSOR] = {RED, NONE, true, false, false},
    [ROLE_ALIVE] = {CYAN, NONE, false, false, false},
    [ROLE_REUSABLE] = {GREEN, NONE, false, false, false},
    [ROLE_CHANGED] = {YELLOW, NONE, true, false, true},
    [ROLE_TAKEN] = {WHITE, RED, true, false, false},
    [ROLE_FREED] = {WHITE, BLUE, true, false, false},
    [ROLE_OWNER_A] = {YELLOW, NONE, true, false, false},
    [ROLE_OWNER_B] = {CYAN, NONE, true, false, false},
    [ROLE_OWNER_C] = {MAGENTA, NONE, true, false, false},
    [ROLE_OWNER_D] = {WHITE, NONE, true, false, false},
    [ROLE_SELECTED] = {NONE, NONE, false, false, true},
};

/* Without colour: bold, dim and reverse are all there is. It is what NO_COLOR
 * gets. */
static const struct role_style plain[ROLE_COUNT] = {
    [ROLE_NORMAL] = {NONE, NONE, false, false, false},
    [ROLE_DIM] = {NONE, NONE, false, true, false},
    [ROLE_BAR] = {NONE, NONE, false, false, true},
    [ROLE_BAR_GOOD] = {NONE, NONE, false, false, true},
    [ROLE_BAR_BAD] = {NONE, NONE, true, false, true},
    [ROLE_TITLE] = {NONE, NONE, false, false, false},
    [ROLE_FOCUS] = {NONE, NONE, true, false, true},
    [ROLE_KEY] = {NONE, NONE, true, false, false},
    [ROLE_NUMBER] = {NONE, NONE, false, false, false},
    [ROLE_SYMBOL] = {NONE, NONE, true, false, false},
    [ROLE_GOOD] = {NONE, NONE, false, false, false},
    [ROLE_BAD] = {NONE, NONE, true, false, false},
    [ROLE_FREE] = {NONE, NONE, false, false, false},
    [ROLE_USED] = {NONE, NONE, true, false, false},
    [ROLE_RESERVED] = {NONE, NONE, false, false, false},
    [ROLE_UNKNOWN] = {NONE, NONE, false, true, false},
    [ROLE_KERNEL] = {NONE, NONE, true, false, false},
    [ROLE_HEAP] = {NONE, NONE, false, false, false},
    [ROLE_CURSOR] = {NONE, NONE, true, false, true},
    [ROLE_ALIVE] = {NONE, NONE, true, false, false},
    [ROLE_REUSABLE] = {NONE, NONE, false, false, false},
    [ROLE_CHANGED] = {NONE, NONE, true, false, true},
    [ROLE_TAKEN] = {NONE, NONE, true, false, true},
    [ROLE_FREED] = {NONE, NONE, false, false, true},
    [ROLE_OWNER_A] = {NONE, NONE, true, false, false},
    [ROLE_OWNER_B] = {NONE, NONE, false, false, false},
    [ROLE_OWNER_C] = {NONE, NONE, true, false, false},
    [ROLE_OWNER_D] = {NONE, NONE, false, false, false},
    [ROLE_SELECTED] = {NONE, NONE, false, false, true},
};

/* Okabe and Ito's hues, as near as xterm's colour cube comes. */
enum okabe_ito {
    ORANGE = 178,
    AZURE = 32,
    BLUISH_GREEN = 36,
    LEMON = 227,
    NAVY = 24,
    VERMILLION = 166,
    PURPLE = 175,
    PAPER = 231,
    MINT = 121,
};

static const struct role_style rich[ROLE_COUNT] = {
    [ROLE_NORMAL] = {NONE, NONE, false, false, false},
    [ROLE_DIM] = {NONE, NONE, false, true, false},
    [ROLE_BAR] = {PAPER, NAVY, false, false, false},
    [ROLE_BAR_GOOD] = {MINT, NAVY, true, false, false},
    [ROLE_BAR_BAD] = {LEMON, NAVY, true, false, false},
    [ROLE_TITLE] = {AZURE, NONE, false, false, false},
    [ROLE_FOCUS] = {AZURE, NONE, true, false, true},
    [ROLE_KEY] = {ORANGE, NONE, true, false, false},
    [ROLE_NUMBER] = {NONE, NONE, false, false, false},
    [ROLE_SYMBOL] = {NONE, NONE, true, false, false},
    [ROLE_GOOD] = {BLUISH_GREEN, NONE, false, false, false},
    [ROLE_BAD] = {VERMILLION, NONE, true, false, true},
    [ROLE_FREE] = {BLUISH_GREEN, NONE, false, false, false},
    [ROLE_USED] = {ORANGE, NONE, true, false, false},
    [ROLE_RESERVED] = {PURPLE, NONE, false, false, false},
    [ROLE_UNKNOWN] = {VERMILLION, NONE, false, false, false},
    [ROLE_KERNEL] = {AZURE, NONE, true, false, false},
    [ROLE_HEAP] = {ORANGE, NONE, false, false, false},
    [ROLE_CURSOR] = {VERMILLION, NONE, true, false, false},
    [ROLE_ALIVE] = {AZURE, NONE, false, false, false},
    [ROLE_REUSABLE] = {BLUISH_GREEN, NONE, false, false, false},
    [ROLE_CHANGED] = {ORANGE, NONE, true, false, true},
    [ROLE_TAKEN] = {PAPER, VERMILLION, true, false, false},
    [ROLE_FREED] = {PAPER, NAVY, true, false, false},
    [ROLE_OWNER_A] = {ORANGE, NONE, true, false, false},
    [ROLE_OWNER_B] = {AZURE, NONE, true, false, false},
    [ROLE_OWNER_C] = {PURPLE, NONE, true, false, false},
    [ROLE_OWNER_D] = {BLUISH_GREEN, NONE, true, false, false},
    [ROLE_SELECTED] = {NONE, NONE, false, false, true},
};

/* Bright colours where the background is ours: on a white one that we do not
 * know of they could not be read. */
enum bright { BRIGHT_GREEN = 10, BRIGHT_YELLOW = 11, BRIGHT_WHITE = 15 };

/* Only the bars have a background of ours, and so can have bright colours on any
 * terminal. */
static const struct role_style *get_bright(enum role role)
{
    static const struct role_style bars[] = {
        {BRIGHT_WHITE, BLUE, false, false, false},
        {BRIGHT_GREEN, BLUE, true, false, false},
        {BRIGHT_YELLOW, BLUE, true, false, false},
    };
    bool bar = role >= ROLE_BAR && role <= ROLE_BAR_BAD;

    return bar ? &bars[role - ROLE_BAR] : &coloured[role];
}

/* By what the terminal says of itself, never by its name. */
enum role_palette role_choose_palette(int colours)
{
    return colours >= 256  ? ROLE_PALETTE_256
           : colours >= 16 ? ROLE_PALETTE_16
           : colours >= 8  ? ROLE_PALETTE_8
                           : ROLE_PALETTE_PLAIN;
}

const struct role_style *role_get_style(enum role role, enum role_palette palette)
{
    switch (palette) {
    case ROLE_PALETTE_256:
        return &rich[role];
    case ROLE_PALETTE_16:
        return get_bright(role);
    case ROLE_PALETTE_8:
        return &coloured[role];
    default:
        return &plain[role];
    }
}
