#include "shell/line/line_view.h"

#include <stdbool.h>

#include "kernel/core/bytes.h"

void line_view_set_prompt(struct line_view *view, const char *prompt)
{
    view->prompt = prompt;
    view->prompt_length = text_length(prompt);
    /* Half at most, or there would be no room for the text to scroll in. */
    if (view->prompt_length > LINE_COLUMNS / 2)
        view->prompt_length = LINE_COLUMNS / 2;
}

void line_view_init(struct line_view *view, const char *prompt)
{
    line_view_set_prompt(view, prompt);
    line_view_begin_row(view);
}

/* The terminal has just been sent to a new row: what we account for is all blank. */
void line_view_begin_row(struct line_view *view)
{
    view->start = 0;
    view->column = 0;
    bytes_fill(view->row, ' ', sizeof(view->row));
}

/* Columns there are for text. */
static size_t text_columns(const struct line_view *view)
{
    return sizeof(view->row) - view->prompt_length;
}

/* Returns whether the cursor is on a character shown as itself, not on a mark. */
static bool shows_cursor(const struct line_view *view, const struct line_buffer *buffer)
{
    size_t end = view->start + text_columns(view);
    bool cut_left = view->start > 0;
    bool cut_right = end < buffer->length;

    /* The marks take a column each, and on the right the cursor may stand after
     * the last character: hence one there and two here. */
    if (buffer->cursor < view->start + (cut_left ? 1 : 0))
        return false;
    return buffer->cursor <= end - (cut_right ? 2 : 0);
}

/* Chooses the part to show. It jumps by half of what fits, not by a character:
 * scrolling by one would rewrite the row for each character typed. */
static void scroll(struct line_view *view, const struct line_buffer *buffer)
{
    size_t half = text_columns(view) / 2;

    if (buffer->length <= text_columns(view))
        view->start = 0;
    else if (!shows_cursor(view, buffer))
        view->start = buffer->cursor > half ? buffer->cursor - half : 0;
}

/* The row as it should be. Always the whole row: to compare two rows is simpler
 * than to work out what each key changes, and 79 bytes cost nothing. */
static void compose(const struct line_view *view, const struct line_buffer *buffer, char *row)
{
    char *text = row + view->prompt_length;
    size_t columns = text_columns(view);
    size_t left = buffer->length - view->start;

    bytes_fill(row, ' ', sizeof(view->row));
    bytes_copy(row, view->prompt, view->prompt_length);
    bytes_copy(text, buffer->text + view->start, left < columns ? left : columns);
    if (view->start > 0)
        text[0] = '<';
    if (left > columns)
        text[columns - 1] = '>';
}

/* Moves the cursor: to the left by BS, or by CR where that is shorter; to the
 * right by writing what is there. No escape sequence: a dumb terminal, and a
 * script that reads the echo, understand these. */
static void move_to(struct line_view *view, size_t column, struct fmt_sink out)
{
    if (column < view->column && column + 1 < view->column - column) {
        fmt_put(out, '\r');
        view->column = 0;
    }
    for (; view->column > column; view->column--)
        fmt_put(out, '\b');
    for (; view->column < column; view->column++)
        fmt_put(out, view->row[view->column]);
}

/* Makes the terminal show row in the place of view->row. Outside [first, last)
 * both are the same, so moving may write either. */
static void replace_row(struct line_view *view, const char *row, struct fmt_sink out)
{
    size_t first = 0;
    size_t last = sizeof(view->row);

    /* The smallest stretch that differs. At 115200 baud a row takes 7 ms, which
     * is felt when a key is held down; a character takes 87 us. */
    while (first < last && view->row[first] == row[first])
        first++;
    while (last > first && view->row[last - 1] == row[last - 1])
        last--;
    bytes_copy(view->row, row, sizeof(view->row));
    if (first == last)
        return;
    /* Moving right writes what is in the row, which is the new one by now:
     * moving over the stretch is what shows it. */
    move_to(view, first, out);
    move_to(view, last, out);
}

/* Compares whole rows, so it is right after any change, also one of which it
 * does not know. */
void line_view_update(struct line_view *view, const struct line_buffer *buffer, struct fmt_sink out)
{
    char row[sizeof(view->row)];

    scroll(view, buffer);
    compose(view, buffer, row);
    replace_row(view, row, out);
    move_to(view, view->prompt_length + buffer->cursor - view->start, out);
}

/* So that ^C stands after the text even when the cursor is inside it, and still
 * fits when the text fills the row. */
void line_view_leave_text(struct line_view *view, size_t width, struct fmt_sink out)
{
    /* The view knows the row and not the text: trailing blanks are not seen, so
     * they do not count. */
    size_t end = sizeof(view->row);

    while (end > view->column && view->row[end - 1] == ' ')
        end--;
    if (end > sizeof(view->row) - width)
        end = sizeof(view->row) - width;
    move_to(view, end, out);
}
