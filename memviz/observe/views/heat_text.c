#include "memviz/observe/views/heat_text.h"

#include <stdio.h>
#include <string.h>

/* Text that does not fit goes on below, this far in. */
#define INDENT 4u

/* Writes text from a row on, broken at blanks, and returns the rows that it took; rows
 * above the window or below it are counted and not drawn. */
static unsigned draw_wrapped(const struct window *window, long row, const char *text, size_t length)
{
    unsigned rows = 0;
    unsigned room = window->cols - 1;

    do {
        unsigned indent = rows == 0 ? 1 : 1 + INDENT;
        size_t part = length;
        if (part > room - indent) {
            part = room - indent;
            while (part > 0 && text[part] != ' ')
                part--;
            part = part == 0 ? room - indent : part;
        }
        if (row >= 0 && row < (long)window->rows) {
            struct pen pen = window_pen(window, (unsigned)row);
            char line[512];
            snprintf(line, sizeof line, "%.*s", (int)part, text);
            pen_fill_to(&pen, pen.col + indent, ' ');
            pen_text(&pen, line);
        }
        row++;
        rows++;
        text += part;
        length -= part;
        while (length > 0 && *text == ' ') {
            text++;
            length--;
        }
    } while (length > 0);
    return rows;
}

size_t heat_text_draw(const struct window *window, const char *text, size_t scroll)
{
    long row = -(long)scroll;

    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        row += draw_wrapped(window, row, text, length);
        text += length + (text[length] == '\n');
    }
    return (size_t)(row + (long)scroll);
}
