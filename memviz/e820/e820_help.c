#include "memviz/e820/e820_help.h"

#include "kernel/core/e820.h"
#include "memviz/e820/e820_strip.h"

/* What the keys of the table do on this screen. */
static const struct {
    const char *keys;
    const char *what;
} keys[] = {
    {"?", "this help; again, or Esc, leaves it"},
    {"Tab, Shift-Tab", "the next map of the text, the one before"},
    {"Up Down PgUp PgDn", "scroll; g and G go to the start and the end"},
    {"Ctrl-L", "draw the screen again"},
    {"q", "quit"},
};

static struct pen start_row(const struct window *window, unsigned row)
{
    struct pen pen = window_pen(window, row < window->rows ? row : window->rows - 1);

    pen_text(&pen, "  ");
    return pen;
}

/* The letters of the strip are those of the memory map of memviz. */
void e820_help_draw(const struct window *window)
{
    unsigned row = 1;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct pen pen = start_row(window, row++);
        pen.role = ROLE_TITLE;
        pen_text(&pen, keys[i].keys);
        pen.role = ROLE_NORMAL;
        pen_fill_to(&pen, window->col + 22, ' ');
        pen_text(&pen, keys[i].what);
    }
    row++;
    for (uint32_t type = E820_FREE; type <= E820_UNUSABLE; type++) {
        struct pen pen = start_row(window, row++);
        pen.role = e820_strip_role(type);
        pen_put(&pen, e820_strip_letter(type));
        pen.role = ROLE_NORMAL;
        pen_text(&pen, "  ");
        pen_text(&pen, e820_type_name(type));
    }
}
