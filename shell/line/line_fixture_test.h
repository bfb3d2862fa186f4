/*
 * A terminal for the tests of the line editor.
 *
 * Owns an editor and the screen of a dumb terminal that shows what it writes:
 * printable characters, BS, CR, LF and BEL. Anything else, and a character in the
 * last column, fails the test. A test says what the screen shows, where the
 * cursor is and what the text is in one string, in which | is the cursor.
 */
#ifndef STRATA_SHELL_LINE_FIXTURE_TEST_H
#define STRATA_SHELL_LINE_FIXTURE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/line/line.h"

#define PROMPT          "> "
#define PROMPT_LENGTH   2u
#define TEXT_COLUMNS    (LINE_COLUMNS - 1 - PROMPT_LENGTH)
#define TERMINAL_ROWS   64u
#define CONTROL(letter) ((letter) - '@')

struct fixture {
    struct line line;
    struct fmt_sink sink;
    char rows[TERMINAL_ROWS][LINE_COLUMNS];
    size_t row;
    size_t column;
    size_t written; /* characters of any kind */
    size_t bells;
    size_t clearing; /* characters of the sequence that clears the screen */
    size_t ready;    /* lines entered */
    size_t cancelled;
    char entered[LINE_SIZE]; /* the last line entered */
};

/* LF: one row down; on the last one, everything goes up. */
static inline void terminal_feed_row(struct fixture *f)
{
    if (f->row + 1 < TERMINAL_ROWS) {
        f->row++;
        return;
    }
    memmove(f->rows[0], f->rows[1], sizeof(f->rows) - sizeof(f->rows[0]));
    memset(f->rows[f->row], ' ', LINE_COLUMNS);
}

/* The sink: what a terminal does with a character. */
static inline void terminal_put(void *context, char c)
{
    struct fixture *f = context;

    f->written++;
    if (c == '\r') {
        f->column = 0;
    } else if (c == '\n') {
        terminal_feed_row(f);
    } else if (c == '\b') {
        assert_true(f->column > 0);
        f->column--;
    } else if (c == '\a') {
        f->bells++;
    } else if (c == LINE_CLEAR_SCREEN[f->clearing]) {
        if (LINE_CLEAR_SCREEN[++f->clearing] == '\0') {
            f->clearing = 0;
            f->row = 0;
            f->column = 0;
            memset(f->rows, ' ', sizeof f->rows);
        }
    } else {
        assert_int_equal(f->clearing, 0);
        assert_in_range(c, ' ', '~');
        assert_true(f->column < LINE_COLUMNS - 1);
        f->rows[f->row][f->column++] = c;
    }
}

/* The row so many rows above the cursor's, without the blanks at its end. */
static inline const char *terminal_row(const struct fixture *f, size_t above)
{
    static char text[LINE_COLUMNS + 1];
    size_t length = LINE_COLUMNS;

    assert_true(above <= f->row);
    memcpy(text, f->rows[f->row - above], LINE_COLUMNS);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    text[length] = '\0';
    return text;
}

/* An editor that has printed its prompt on an empty screen; free() ends it. */
static inline struct fixture *fixture_new(line_complete *complete, void *context)
{
    struct fixture *f = calloc(1, sizeof(*f));

    assert_non_null(f);
    memset(f->rows, ' ', sizeof(f->rows));
    f->sink = (struct fmt_sink){terminal_put, f};
    line_init(&f->line, PROMPT, complete, context);
    line_start(&f->line, f->sink);
    return f;
}

/* Types one byte, and does at the end of a line what a shell does. */
static inline void type_byte(struct fixture *f, uint8_t byte)
{
    enum line_result result = line_feed(&f->line, byte, f->sink);

    if (result == LINE_MORE)
        return;
    assert_int_equal(f->column, 0);
    f->ready += result == LINE_READY;
    f->cancelled += result == LINE_CANCEL;
    if (result == LINE_READY)
        strcpy(f->entered, line_text(&f->line));
    line_start(&f->line, f->sink);
}

static inline void type(struct fixture *f, const char *keys)
{
    while (*keys != '\0')
        type_byte(f, (uint8_t)*keys++);
}

/* Types a text with a | in it, and puts the cursor there. */
static inline void type_at(struct fixture *f, const char *text)
{
    const char *mark = strchr(text, '|');

    assert_non_null(mark);
    for (const char *c = text; *c != '\0'; c++) {
        if (c != mark)
            type_byte(f, (uint8_t)*c);
    }
    type_byte(f, CONTROL('A'));
    for (const char *c = text; c != mark; c++)
        type_byte(f, CONTROL('F'));
    f->bells = 0;
    f->written = 0;
}

/* The text is what stands around the |, the screen shows it, and the cursor is
 * where the | is. */
static inline void assert_line(const struct fixture *f, const char *expected)
{
    const char *mark = strchr(expected, '|');
    char text[LINE_SIZE] = "";
    char row[LINE_COLUMNS + 1] = PROMPT;
    size_t length;

    assert_non_null(mark);
    strncat(text, expected, (size_t)(mark - expected));
    strcat(text, mark + 1);
    assert_string_equal(line_text(&f->line), text);
    strcat(row, text);
    for (length = strlen(row); length > 0 && row[length - 1] == ' '; length--)
        row[length - 1] = '\0';
    assert_string_equal(terminal_row(f, 0), row);
    assert_int_equal(f->column, PROMPT_LENGTH + (size_t)(mark - expected));
}

#endif
