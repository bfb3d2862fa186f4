#include "memviz/e820/e820_help.h"

#include "kernel/core/e820.h"
#include "memviz/e820/e820_strip.h"

/* What the keys of the table do on this screen. */
static const struct {
    const char *keys;
    const char *what;
} keys[] = {
    {"?", "this help; again, or Esc, leaves it"},
    {"Tab ]", "the next map of the text"},
    {"Shift-Tab [", "the map before"},
    {"Up Down k j", "scroll by a row"},
    {"PgUp PgDn Space", "scroll by a page"},
    {"Home g, End G", "to the start, to the end"},
    {"Ctrl-L", "draw the screen again"},
    {"q", "quit"},
};

/* The first column of what a key does. */
#define WHAT_COL 20u

static struct pen start_row(struct e820_page *page)
{
    struct pen pen = e820_page_next(page);

    pen_text(&pen, "  ");
    return pen;
}

static void draw_letter(struct e820_page *page, uint32_t type, const char *what)
{
    struct pen pen = start_row(page);
    struct cell cell = e820_strip_look(type, pen.grid->glyphs).cell;

    pen.role = cell.role;
    pen_put(&pen, cell.ch);
    pen.role = ROLE_NORMAL;
    pen_text(&pen, "  ");
    e820_page_wrap(page, pen, what);
}

/* The letters are those of the map of all memory of memviz. */
void e820_help_draw(struct e820_page *page)
{
    e820_page_next(page);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct pen pen = start_row(page);
        pen.role = ROLE_TITLE;
        pen_text(&pen, keys[i].keys);
        pen.role = ROLE_NORMAL;
        pen_fill_to(&pen, page->window.col + WHAT_COL, ' ');
        e820_page_wrap(page, pen, keys[i].what);
    }
    e820_page_next(page);
    for (uint32_t type = E820_FREE; type <= E820_UNUSABLE; type++)
        draw_letter(page, type, e820_type_name(type));
    draw_letter(page, 0, "(blank) no range of the map: nothing is known to be there");
}
