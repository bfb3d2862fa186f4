/*
 * The row of the terminal that shows the line.
 *
 * Owns the account of what that row shows and where the cursor is, and writes
 * only what differs: a character typed at the end is echoed and nothing else. It
 * writes printable characters, BS and CR, on one row, so it needs no terminal
 * description and cannot wrap. Column LINE_COLUMNS - 1 stays blank: terminals do
 * not agree on where the cursor is once that one is written.
 *
 * A line that does not fit is shown in part, around the cursor, with < or > in
 * the place of the first or last character shown where more text follows.
 */
#ifndef STRATA_SHELL_LINE_VIEW_H
#define STRATA_SHELL_LINE_VIEW_H

#include <stddef.h>

#include "kernel/core/fmt.h"
#include "shell/line/line_buffer.h"

#define LINE_COLUMNS 80u /* the width taken for granted */

struct line_view {
    const char *prompt;
    size_t prompt_length;       /* columns it takes */
    size_t start;               /* index of the first character of text shown */
    size_t column;              /* where the terminal's cursor is */
    char row[LINE_COLUMNS - 1]; /* what the terminal shows, blanks to the end */
};

/* Takes the prompt: printable ASCII, kept by the caller, cut to half a row. */
void line_view_init(struct line_view *view, const char *prompt);

/* Takes another prompt, which the next update shows. */
void line_view_set_prompt(struct line_view *view, const char *prompt);

/* The cursor is at the start of an empty row. */
void line_view_begin_row(struct line_view *view);

/* Writes what makes the terminal show the prompt, the text and the cursor. */
void line_view_update(struct line_view *view, const struct line_buffer *buffer,
                      struct fmt_sink out);

/* Moves the terminal's cursor to the end of the text shown, leaving room for a mark of
 * width columns before the end of the row. */
void line_view_leave_text(struct line_view *view, size_t width, struct fmt_sink out);

#endif
