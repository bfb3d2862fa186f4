#include "memviz/role.h"

enum colour { RED = 1, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE, NONE = ROLE_DEFAULT_COLOUR };

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
    [ROLE_SELECTED] = {NONE, NONE, false, false, true},
};

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
    [ROLE_SELECTED] = {NONE, NONE, false, false, true},
};

const struct role_style *role_get_style(enum role role, bool colour)
{
    return colour ? &coloured[role] : &plain[role];
}
