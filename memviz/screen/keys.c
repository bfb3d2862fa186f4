#include "memviz/screen/keys.h"

#define CTRL(letter) ((letter)&0x1f)
#define ESCAPE       27

/* Keys of less and vi where they have one for the purpose. Help, --keys and the
 * manual page are made from this list or compared with it. */
static const struct key_binding bindings[] = {
    {'\t', KEY_CODE_NONE, INTENT_NEXT, "Tab", "next pane"},
    {KEY_CODE_BACK_TAB, KEY_CODE_NONE, INTENT_PREVIOUS, "Shift-Tab", "previous pane"},
    {'1', KEY_CODE_NONE, INTENT_FOCUS_FIRST, "1", "boot timeline"},
    {'2', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 1, "2", "first MiB"},
    {'3', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 2, "3", "map of all memory"},
    {'4', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 3, "4", "e820 map, raw and clean"},
    {'5', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 4, "5", "log"},
    {'6', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 5, "6", "heap"},
    {'7', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 6, "7", "frame statistics over time"},
    {'8', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 7, "8", "inspector: all of one address"},
    {'9', KEY_CODE_NONE, INTENT_FOCUS_FIRST + 8, "9", "owners of frames"},
    {KEY_CODE_UP, 'k', INTENT_UP, "Up k", "a row up"},
    {KEY_CODE_DOWN, 'j', INTENT_DOWN, "Down j", "a row down"},
    {KEY_CODE_LEFT, 'h', INTENT_LEFT, "Left h", "a cell to the left, in the map"},
    {KEY_CODE_RIGHT, 'l', INTENT_RIGHT, "Right l", "a cell to the right, in the map"},
    {KEY_CODE_PAGE_UP, CTRL('b'), INTENT_PAGE_UP, "PgUp Ctrl-B", "a page up"},
    {KEY_CODE_PAGE_DOWN, CTRL('f'), INTENT_PAGE_DOWN, "PgDn Ctrl-F", "a page down"},
    {KEY_CODE_HOME, 'g', INTENT_HOME, "Home g", "to the start"},
    {'G', KEY_CODE_NONE, INTENT_END, "G", "to the end"},
    {'+', '=', INTENT_MAGNIFY, "+", "magnify the map around the cursor"},
    {'-', '_', INTENT_REDUCE, "-", "the map of more memory"},
    {'o', KEY_CODE_NONE, INTENT_BY_OWNER, "o", "the map by owner of frames, and back"},
    {'s', KEY_CODE_NONE, INTENT_SORT, "s", "sort the owners by the next column"},
    {'c', KEY_CODE_NONE, INTENT_CENTER, "c", "centre the map on the cursor"},
    {'/', KEY_CODE_NONE, INTENT_JUMP, "/", "go to an address or a symbol"},
    {KEY_CODE_ENTER, 'z', INTENT_ZOOM, "Enter z", "pane to full screen and back"},
    {ESCAPE, KEY_CODE_NONE, INTENT_BACK, "Esc", "close help or full screen"},
    {' ', KEY_CODE_NONE, INTENT_FREEZE, "Space", "freeze the view, and go on"},
    {'[', KEY_CODE_NONE, INTENT_RECORD_BACK, "[", "a record back in time"},
    {']', KEY_CODE_NONE, INTENT_RECORD_NEXT, "]", "a record forward"},
    {'{', KEY_CODE_NONE, INTENT_STEP_BACK, "{", "a boot step back"},
    {'}', KEY_CODE_NONE, INTENT_STEP_NEXT, "}", "a boot step forward"},
    {'<', KEY_CODE_NONE, INTENT_SEEK_BACK, "<", "a twentieth of the recording back"},
    {'>', KEY_CODE_NONE, INTENT_SEEK_NEXT, ">", "a twentieth of the recording forward"},
    {KEY_CODE_END, KEY_CODE_NONE, INTENT_LIVE, "End", "to the newest record, live"},
    {'d', KEY_CODE_NONE, INTENT_MARK, "d",
     "mark this instant and show what differs from it; again: forget"},
    {CTRL('l'), KEY_CODE_NONE, INTENT_REDRAW, "Ctrl-L", "draw everything again"},
    {'?', KEY_CODE_NONE, INTENT_HELP, "?", "this help"},
    {'q', 'Q', INTENT_QUIT, "q", "quit"},
};

const struct key_binding *keys_get_bindings(size_t *count)
{
    *count = sizeof bindings / sizeof bindings[0];
    return bindings;
}

enum intent keys_find_intent(int key)
{
    if (key == KEY_CODE_NONE)
        return INTENT_NONE;
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++) {
        if (bindings[i].key == key || bindings[i].other == key)
            return bindings[i].intent;
    }
    return INTENT_NONE;
}
