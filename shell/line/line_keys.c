#include "shell/line/line_keys.h"

#define CONTROL(letter) ((letter) - '@')
#define ESCAPE          0x1bu
#define DELETE          0x7fu

/* The longest that a known key sends is 5 ("200~" and "1;5C" among them). */
#define PARAMETERS_LENGTH 16u
#define PARAMETER_MAX     9999u

/* What xterm adds for a modifier: 1, and 2 for Alt, 4 for Control. */
#define MODIFIER_ALT     3u
#define MODIFIER_CONTROL 5u

static const uint8_t CONTROL_KEYS[0x20] = {
    [CONTROL('A')] = LINE_KEY_START,         [CONTROL('B')] = LINE_KEY_LEFT,
    [CONTROL('C')] = LINE_KEY_CANCEL,        [CONTROL('D')] = LINE_KEY_ERASE_RIGHT,
    [CONTROL('E')] = LINE_KEY_END,           [CONTROL('F')] = LINE_KEY_RIGHT,
    [CONTROL('H')] = LINE_KEY_ERASE_LEFT,    [CONTROL('I')] = LINE_KEY_COMPLETE,
    [CONTROL('J')] = LINE_KEY_ENTER,         [CONTROL('K')] = LINE_KEY_KILL_END,
    [CONTROL('L')] = LINE_KEY_CLEAR,         [CONTROL('M')] = LINE_KEY_ENTER,
    [CONTROL('N')] = LINE_KEY_NEWER,         [CONTROL('P')] = LINE_KEY_OLDER,
    [CONTROL('G')] = LINE_KEY_LEAVE_SEARCH,  [CONTROL('R')] = LINE_KEY_SEARCH,
    [CONTROL('T')] = LINE_KEY_TRANSPOSE,     [CONTROL('U')] = LINE_KEY_KILL_START,
    [CONTROL('W')] = LINE_KEY_KILL_RUN_LEFT, [CONTROL('Y')] = LINE_KEY_YANK,
};

/* Not called between lines: an LF that belongs to the CR that ended one comes
 * with the next. */
void line_keys_init(struct line_keys *keys)
{
    keys->state = LINE_KEYS_PLAIN;
    keys->after_cr = false;
}

/* DEL and above too: bytes of UTF-8 are never part of a sequence. */
static bool is_control(uint8_t byte)
{
    return byte < ' ' || byte >= DELETE;
}

/* Also where a sequence is broken off: the byte that broke it gets its own
 * meaning, so that Ctrl-C works in the middle of anything. */
static enum line_key feed_plain(struct line_keys *keys, uint8_t byte)
{
    keys->state = LINE_KEYS_PLAIN;
    if (byte == ESCAPE) {
        keys->state = LINE_KEYS_ESCAPE;
        return LINE_KEY_NONE;
    }
    /* Terminals send DEL or BS for the same key. What is above is not ASCII. */
    if (byte >= DELETE)
        return byte == DELETE ? LINE_KEY_ERASE_LEFT : LINE_KEY_UNKNOWN;
    if (byte >= ' ')
        return LINE_KEY_TEXT;
    if (CONTROL_KEYS[byte] == LINE_KEY_NONE)
        return LINE_KEY_UNKNOWN;
    return CONTROL_KEYS[byte];
}

/* SS3 sequences have no parameters, and read as CSI ones they mean the same: one
 * state serves both. */
static enum line_key begin_sequence(struct line_keys *keys)
{
    keys->state = LINE_KEYS_SEQUENCE;
    keys->foreign = false;
    keys->length = 0;
    keys->parameter = 0;
    keys->parameters[0] = 0;
    keys->parameters[1] = 0;
    return LINE_KEY_NONE;
}

/* The byte after ESC: a sequence, or a key with Alt held. The strings of ECMA-48
 * (OSC, DCS) only answer questions, and none is asked: to wait for their end
 * would let Alt-] or Alt-P swallow what is typed next. */
static enum line_key feed_escape(struct line_keys *keys, uint8_t byte)
{
    keys->state = LINE_KEYS_PLAIN;
    switch (byte) {
    case '[':
    case 'O':
        return begin_sequence(keys);
    case 'b':
    case 'B':
        return LINE_KEY_WORD_LEFT;
    case 'f':
    case 'F':
        return LINE_KEY_WORD_RIGHT;
    case 'd':
    case 'D':
        return LINE_KEY_KILL_WORD_RIGHT;
    case CONTROL('H'):
    case DELETE:
        return LINE_KEY_KILL_WORD_LEFT;
    }
    return is_control(byte) ? feed_plain(keys, byte) : LINE_KEY_NONE;
}

/* ESC [ number ~; the markers around a paste, 200 and 201, are nothing to do. */
static enum line_key find_numbered(unsigned number)
{
    switch (number) {
    case 1:
    case 7:
        return LINE_KEY_START;
    case 4:
    case 8:
        return LINE_KEY_END;
    case 3:
        return LINE_KEY_ERASE_RIGHT;
    }
    return LINE_KEY_NONE;
}

static enum line_key find_final(const struct line_keys *keys, uint8_t final)
{
    /* rxvt sends the modifier alone, "5C" for xterm's "1;5C". */
    unsigned modifier = keys->parameters[keys->parameter > 0 ? 1 : 0];
    bool by_words = modifier == MODIFIER_ALT || modifier == MODIFIER_CONTROL;

    /* A `?` or `>` makes it an answer to a question, or a private mode: no key. */
    if (keys->foreign)
        return LINE_KEY_NONE;
    switch (final) {
    case 'A':
        return LINE_KEY_OLDER;
    case 'B':
        return LINE_KEY_NEWER;
    case 'C':
        return by_words ? LINE_KEY_WORD_RIGHT : LINE_KEY_RIGHT;
    case 'D':
        return by_words ? LINE_KEY_WORD_LEFT : LINE_KEY_LEFT;
    case 'H':
        return LINE_KEY_START;
    case 'F':
        return LINE_KEY_END;
    case '~':
        return find_numbered(keys->parameters[0]);
    }
    return LINE_KEY_NONE;
}

/* A byte of the parameters: a digit, a separator, or something no key has. */
static void add_parameter(struct line_keys *keys, uint8_t byte)
{
    unsigned *value = &keys->parameters[keys->parameter > 0 ? 1 : 0];

    if (byte == ';')
        keys->parameter++;
    else if (byte < '0' || byte > '9')
        keys->foreign = true;
    else if (keys->parameter < 2 && *value <= PARAMETER_MAX)
        *value = *value * 10 + (byte - '0');
}

/* The function keys of the Linux console are ESC [ [ letter: one byte longer
 * than ECMA-48 has it. */
static enum line_key feed_sequence(struct line_keys *keys, uint8_t byte)
{
    if (byte == '[' && keys->length == 0) {
        keys->state = LINE_KEYS_LINUX;
        return LINE_KEY_NONE;
    }
    if (byte >= '@') {
        keys->state = LINE_KEYS_PLAIN;
        return find_final(keys, byte);
    }
    add_parameter(keys, byte);
    /* A sequence that does not end is noise on the line. It must not eat what is
     * typed next. */
    if (++keys->length == PARAMETERS_LENGTH)
        keys->state = LINE_KEYS_PLAIN;
    return LINE_KEY_NONE;
}

/* CR LF is one Enter, and CR and LF alone are one each: terminals send CR,
 * scripts LF, and a paste from Windows both. */
enum line_key line_keys_feed(struct line_keys *keys, uint8_t byte)
{
    bool belongs_to_cr = keys->after_cr && byte == '\n';

    keys->after_cr = byte == '\r';
    if (belongs_to_cr)
        return LINE_KEY_NONE;
    if (keys->state == LINE_KEYS_ESCAPE)
        return feed_escape(keys, byte);
    if (keys->state == LINE_KEYS_PLAIN || is_control(byte))
        return feed_plain(keys, byte);
    if (keys->state == LINE_KEYS_SEQUENCE)
        return feed_sequence(keys, byte);
    keys->state = LINE_KEYS_PLAIN;
    return LINE_KEY_NONE;
}
