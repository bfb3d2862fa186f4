#include "memviz/e820/e820_page.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The longest row of text. */
#define LINE_SIZE 1024u

/* A row that is out of sight gets a row number that no grid has. */
struct pen e820_page_next(struct e820_page *page)
{
    const struct window *window = &page->window;
    size_t row = page->row++;
    bool visible = row >= page->top && row - page->top < window->rows;

    return (struct pen){window->grid,
                        visible ? window->row + (unsigned)(row - page->top) : UINT_MAX, window->col,
                        window->col + window->cols, ROLE_NORMAL};
}

struct pen e820_page_indent(struct e820_page *page, enum role role)
{
    struct pen pen = e820_page_next(page);

    pen.role = role;
    pen_fill_to(&pen, pen.col + E820_PAGE_INDENT, ' ');
    return pen;
}

void e820_page_wrap(struct e820_page *page, struct pen pen, const char *text)
{
    enum role role = pen.role;

    while (*text != '\0') {
        size_t room = pen.end > pen.col ? pen.end - pen.col : 1;
        size_t length = strlen(text);
        char line[LINE_SIZE];
        if (length > room) {
            length = room;
            while (length > 0 && text[length] != ' ')
                length--;
            length = length == 0 ? room : length;
        }
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        pen_text(&pen, line);
        text += length + strspn(text + length, " ");
        if (*text != '\0')
            pen = e820_page_indent(page, role);
    }
}

void e820_page_text(struct e820_page *page, enum role role, const char *text)
{
    struct pen pen = e820_page_next(page);

    pen.role = role;
    pen_put(&pen, ' ');
    e820_page_wrap(page, pen, text);
}

void e820_page_heading(struct e820_page *page, const char *what, size_t count)
{
    char text[96];

    e820_page_next(page);
    snprintf(text, sizeof text, "%s: %zu", what, count);
    e820_page_text(page, ROLE_TITLE, text);
}
