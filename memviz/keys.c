#include "memviz/keys.h"

#define CTRL(letter) ((letter)&0x1f)
#define ESCAPE       27

static const struct key_binding bindings[] = {
    {'\t', KEY_CODE_NONE, INTENT_NEXT, "Tab", "next pane"},
    {KEY_CODE_BACK_TAB, KEY_CODE_NONE, INTENT_PREVIOUS, "Shift-Tab", "previous pane"},
    {'1', KEY_CODE_NONE, INTENT_FOCUS_FIRST, "1", "boot timeline"},
    {'2', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 1, "2", "first MiB"},
    {'3', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 2, "3", "memory above 1 MiB"},
    {'4', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 3, "4", "e820 map"},
    {'5', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 4, "5", "log"},
    {KEY_CODE_UP, 'k', INTENT_UP, "Up k", "scroll up"},
    {KEY_CODE_DOWN, 'j', INTENT_DOWN, "Down j", "scroll down"},
    {KEY_CODE_PAGE_UP, CTRL('b'), INTENT_PAGE_UP, "PgUp Ctrl-B", "a page up"},
    {KEY_CODE_PAGE_DOWN, ' ', INTENT_PAGE_DOWN, "PgDn Space", "a page down"},
    {KEY_CODE_HOME, 'g', INTENT_HOME, "Home g", "to the start"},
    {KEY_CODE_END, 'G', INTENT_END, "End G", "to the end"},
    {KEY_CODE_RIGHT, '+', INTENT_MAGNIFY, "Right +", "fewer frames in a cell"},
    {KEY_CODE_LEFT, '-', INTENT_REDUCE, "Left -", "more frames in a cell"},
    {KEY_CODE_ENTER, 'z', INTENT_ZOOM, "Enter z", "pane to full screen and back"},
    {ESCAPE, KEY_CODE_NONE, INTENT_BACK, "Esc", "close help or full screen"},
    {CTRL('l'), KEY_CODE_NONE, INTENT_REDRAW, "Ctrl-L", "draw everything anew"},
    {'?', 'h', INTENT_HELP, "? h", "this help"},
    {'q', 'Q', INTENT_QUIT, "q", "quit"},
};

const struct key_binding *keys_get_bindings(size_t *count)
{
    *count = sizeof bindings / sizeof bindings[0];
    return bindings;
}

enum intent keys_find_intent(int key)
{
    if (key == KEY_CODE_NONE) {
        return INTENT_NONE;
    }
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        if (bindings[i].key == key || bindings[i].other == key) {
            return bindings[i].intent;
        }
    }
    return INTENT_NONE;
}
