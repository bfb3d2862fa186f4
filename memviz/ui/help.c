#include "memviz/ui/help.h"

#include "memviz/screen/keys.h"

#define HEAD_ROWS  2u
#define KEYS_WIDTH 14u

size_t help_count_rows(void)
{
    size_t count;

    keys_get_bindings(&count);
    return HEAD_ROWS + count;
}

/* From the bindings themselves: no key can be missing. */
void help_draw(const struct window *window, size_t top)
{
    size_t count;
    const struct key_binding *bindings = keys_get_bindings(&count);

    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        size_t row = top + i;
        if (row == 0) {
            pen_text_as(&pen, ROLE_TITLE, " Keys");
        } else if (row >= HEAD_ROWS && row - HEAD_ROWS < count) {
            pen_text(&pen, "  ");
            pen.role = ROLE_KEY;
            pen_left(&pen, KEYS_WIDTH, bindings[row - HEAD_ROWS].shown);
            pen.role = ROLE_NORMAL;
            pen_text(&pen, bindings[row - HEAD_ROWS].what);
        }
    }
}
