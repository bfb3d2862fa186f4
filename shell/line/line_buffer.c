#include "shell/line/line_buffer.h"

#include "kernel/core/bytes.h"

void line_buffer_init(struct line_buffer *buffer)
{
    bytes_fill(buffer, 0, sizeof(*buffer));
}

/* The cursor goes to the end because a recalled line is nearly always extended. */
void line_buffer_set(struct line_buffer *buffer, const char *text)
{
    text_copy(buffer->text, text, LINE_SIZE);
    buffer->length = text_length(buffer->text);
    buffer->cursor = buffer->length;
}

void line_buffer_begin_key(struct line_buffer *buffer)
{
    buffer->joins = buffer->kills;
    buffer->kills = false;
}

/* Copies from the last character down: the ranges overlap. The core has no
 * memmove, as nothing else needs one. */
static void shift_right(char *text, size_t length, size_t distance)
{
    for (size_t i = length; i > 0; i--)
        text[i - 1 + distance] = text[i - 1];
}

/* Copies from the first character up, for the same reason. */
static void shift_left(char *text, size_t length, size_t distance)
{
    for (size_t i = 0; i < length; i++)
        text[i] = text[i + distance];
}

/* All or nothing: half of a symbol that was completed would be an address that
 * nobody meant. */
bool line_buffer_insert(struct line_buffer *buffer, const char *text, size_t length)
{
    char *gap = buffer->text + buffer->cursor;

    if (length > LINE_SIZE - 1 - buffer->length)
        return false;
    /* The 1 moves the NUL along. */
    shift_right(gap, buffer->length - buffer->cursor + 1, length);
    bytes_copy(gap, text, length);
    buffer->length += length;
    buffer->cursor += length;
    return true;
}

/* Deletes [start, end); the cursor, which was at one of both, is then at start. */
static void erase_range(struct line_buffer *buffer, size_t start, size_t end)
{
    shift_left(buffer->text + start, buffer->length - end + 1, end - start);
    buffer->length -= end - start;
    buffer->cursor = start;
}

/* Cuts [start, end), which begins or ends at the cursor. What was cut to the left
 * of an earlier kill goes before it, so that a yank gives the text back in its
 * order. Kills that join were in the text together, so they fit; one that would
 * not, because text was inserted without a key between, starts afresh. */
static bool kill_range(struct line_buffer *buffer, size_t start, size_t end)
{
    size_t length = end - start;
    size_t place = 0;

    /* An empty cut must not begin a new chain, or it would lose the kill buffer. */
    if (length == 0)
        return false;
    if (!buffer->joins || buffer->killed_length + length > LINE_SIZE)
        buffer->killed_length = 0;
    if (start < buffer->cursor)
        shift_right(buffer->killed, buffer->killed_length, length);
    else
        place = buffer->killed_length;
    bytes_copy(buffer->killed + place, buffer->text + start, length);
    buffer->killed_length += length;
    buffer->kills = true;
    erase_range(buffer, start, end);
    return true;
}

/* readline's notion for Alt-B, Alt-F and Alt-D: a path or KERNEL_OFFSET2 is
 * several words. Ctrl-W has the other one, in which only blanks separate. */
static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_visible(char c)
{
    return c != ' ';
}

/* Where the word before the cursor starts; belongs says what a word is made of.
 * What does not belong is passed over first, so that a cursor after a blank
 * takes the word before it. */
static size_t find_left(const struct line_buffer *buffer, bool (*belongs)(char))
{
    size_t place = buffer->cursor;

    while (place > 0 && !belongs(buffer->text[place - 1]))
        place--;
    while (place > 0 && belongs(buffer->text[place - 1]))
        place--;
    return place;
}

/* Where the word at or after the cursor ends. */
static size_t find_right(const struct line_buffer *buffer)
{
    size_t place = buffer->cursor;

    while (place < buffer->length && !is_word(buffer->text[place]))
        place++;
    while (place < buffer->length && is_word(buffer->text[place]))
        place++;
    return place;
}

/* False at the end of the line is what rings the bell. */
static bool move_to(struct line_buffer *buffer, size_t place)
{
    bool moves = place != buffer->cursor;

    buffer->cursor = place;
    return moves;
}

bool line_buffer_move_left(struct line_buffer *buffer)
{
    return buffer->cursor > 0 && move_to(buffer, buffer->cursor - 1);
}

bool line_buffer_move_right(struct line_buffer *buffer)
{
    return buffer->cursor < buffer->length && move_to(buffer, buffer->cursor + 1);
}

bool line_buffer_move_word_left(struct line_buffer *buffer)
{
    return move_to(buffer, find_left(buffer, is_word));
}

bool line_buffer_move_word_right(struct line_buffer *buffer)
{
    return move_to(buffer, find_right(buffer));
}

/* Being there already is what Home and End are for: no bell. */
bool line_buffer_move_start(struct line_buffer *buffer)
{
    buffer->cursor = 0;
    return true;
}

bool line_buffer_move_end(struct line_buffer *buffer)
{
    buffer->cursor = buffer->length;
    return true;
}

/* Erased characters do not go to the kill buffer: correcting a typing mistake
 * must not lose what was cut before. */
bool line_buffer_erase_left(struct line_buffer *buffer)
{
    if (buffer->cursor == 0)
        return false;
    erase_range(buffer, buffer->cursor - 1, buffer->cursor);
    return true;
}

bool line_buffer_erase_right(struct line_buffer *buffer)
{
    if (buffer->cursor == buffer->length)
        return false;
    erase_range(buffer, buffer->cursor, buffer->cursor + 1);
    return true;
}

bool line_buffer_kill_word_left(struct line_buffer *buffer)
{
    return kill_range(buffer, find_left(buffer, is_word), buffer->cursor);
}

bool line_buffer_kill_word_right(struct line_buffer *buffer)
{
    return kill_range(buffer, buffer->cursor, find_right(buffer));
}

bool line_buffer_kill_run_left(struct line_buffer *buffer)
{
    return kill_range(buffer, find_left(buffer, is_visible), buffer->cursor);
}

/* From the cursor, as in readline, and not the whole line as a Unix terminal
 * does it: the tail survives. */
bool line_buffer_kill_start(struct line_buffer *buffer)
{
    return kill_range(buffer, 0, buffer->cursor);
}

bool line_buffer_kill_end(struct line_buffer *buffer)
{
    return kill_range(buffer, buffer->cursor, buffer->length);
}

bool line_buffer_yank(struct line_buffer *buffer)
{
    /* Only the last cut can be yanked. readline's ring of older ones (Alt-Y)
     * would need memory for lines that nobody has missed. */
    return buffer->killed_length > 0 &&
           line_buffer_insert(buffer, buffer->killed, buffer->killed_length);
}

/* At the end there is no character under the cursor: the pair is one place
 * further left, so that Ctrl-T mends a slip at once. */
bool line_buffer_transpose(struct line_buffer *buffer)
{
    char *pair = buffer->text + buffer->cursor - 1;

    if (buffer->cursor == 0 || buffer->length < 2)
        return false;
    if (buffer->cursor == buffer->length)
        pair--;
    else
        buffer->cursor++;
    char first = pair[0];
    pair[0] = pair[1];
    pair[1] = first;
    return true;
}
