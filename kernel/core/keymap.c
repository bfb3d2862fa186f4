#include "kernel/core/keymap.h"

#include <stddef.h>

#define PREFIX_EXTENDED 0xe0u
#define PREFIX_PAUSE    0xe1u
#define PAUSE_REST      2u /* of each of its two halves */
#define RELEASED        0x80u

#define CODE_CONTROL     0x1du
#define CODE_LEFT_SHIFT  0x2au
#define CODE_RIGHT_SHIFT 0x36u
#define CODE_ALT         0x38u
#define CODE_CAPS        0x3au
#define CODE_PAGE_UP     0x49u
#define CODE_PAGE_DOWN   0x51u
#define CODE_SLASH       0x35u /* with E0, that of the keypad */

#define ESCAPE '\x1b'

/* By scan code; a space that no key gives stands for a code without a character. */
static const char plain[] = "\0\x1b"
                            "1234567890-=\b\t"
                            "qwertyuiop[]\r\0"
                            "asdfghjkl;'`\0\\"
                            "zxcvbnm,./\0*\0 ";
static const char shifted[] = "\0\x1b"
                              "!@#$%^&*()_+\b\t"
                              "QWERTYUIOP{}\r\0"
                              "ASDFGHJKL:\"~\0|"
                              "ZXCVBNM<>?\0*\0 ";

_Static_assert(sizeof plain == sizeof shifted && sizeof plain == 0x3au + 1,
               "codes 0 to 0x39, and the NUL of a string");

/* The keys of the block of arrows, and of the keypad without Num Lock, which share codes. */
static const struct {
    uint8_t code;
    const char *sequence;
} sequences[] = {
    {0x47, "[H"}, {0x48, "[A"}, {0x4b, "[D"},  {0x4d, "[C"},
    {0x4f, "[F"}, {0x50, "[B"}, {0x53, "[3~"},
};

static enum keymap_key give_sequence(struct keymap *k, const char *sequence)
{
    size_t length = 0;

    k->text[length++] = ESCAPE;
    while (*sequence != '\0')
        k->text[length++] = *sequence++;
    k->text[length] = '\0';
    return KEYMAP_TEXT;
}

/* Control takes the upper bits from a letter and from the marks beside it; Alt puts an
 * escape before the character. */
static enum keymap_key give_character(struct keymap *k, char character)
{
    size_t length = 0;

    if (k->control && character >= '@')
        character = (char)(character & 0x1f);
    else if (k->control && character == ' ')
        return KEYMAP_NONE;
    if (k->alt)
        k->text[length++] = ESCAPE;
    k->text[length++] = character;
    k->text[length] = '\0';
    return KEYMAP_TEXT;
}

/* Returns whether the code is that of a key which is held; notes it. */
static bool note_held(struct keymap *k, uint8_t code, bool pressed)
{
    if (code == CODE_CONTROL)
        k->control = pressed;
    else if (code == CODE_ALT)
        k->alt = pressed;
    else if (code == CODE_LEFT_SHIFT || code == CODE_RIGHT_SHIFT)
        k->shift = pressed;
    else
        return false;
    return true;
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static enum keymap_key press(struct keymap *k, uint8_t code, bool extended)
{
    if (code == CODE_PAGE_UP || code == CODE_PAGE_DOWN)
        return code == CODE_PAGE_UP ? KEYMAP_PAGE_UP : KEYMAP_PAGE_DOWN;
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        if (sequences[i].code == code)
            return give_sequence(k, sequences[i].sequence);
    }
    if (extended && code != CODE_SLASH && plain[code < sizeof plain ? code : 0] != '\r')
        return KEYMAP_NONE;
    if (code == CODE_CAPS) {
        k->caps = !k->caps;
        return KEYMAP_NONE;
    }
    if (code >= sizeof plain - 1 || plain[code] == '\0')
        return KEYMAP_NONE;
    bool upper = k->shift != (k->caps && is_letter(plain[code]));
    return give_character(k, upper && !extended ? shifted[code] : plain[code]);
}

enum keymap_key keymap_feed(struct keymap *k, uint8_t code)
{
    bool extended = k->extended;

    k->extended = code == PREFIX_EXTENDED;
    if (k->skip > 0) {
        k->skip--;
        return KEYMAP_NONE;
    }
    if (code == PREFIX_PAUSE)
        k->skip = PAUSE_REST;
    if (code == PREFIX_EXTENDED || code == PREFIX_PAUSE)
        return KEYMAP_NONE;
    /* E0 2A and E0 AA come around some keys, as if Shift were held: no key is. */
    if (extended &&
        ((code & ~RELEASED) == CODE_LEFT_SHIFT || (code & ~RELEASED) == CODE_RIGHT_SHIFT))
        return KEYMAP_NONE;
    if (note_held(k, (uint8_t)(code & ~RELEASED), (code & RELEASED) == 0) || (code & RELEASED) != 0)
        return KEYMAP_NONE;
    return press(k, code, extended);
}
