#include "memviz/ui/help.h"

#include "memviz/screen/keys.h"
#include "memviz/views/map_cells.h"

#define HEAD_ROWS  2u
#define KEYS_WIDTH 14u

/* A blank and the head of the second page. */
#define SIGNS_HEAD_ROWS 2u

size_t help_count_rows(void)
{
    size_t count;

    keys_get_bindings(&count);
    return HEAD_ROWS + count + SIGNS_HEAD_ROWS + map_cells_count_legend();
}

/* From the bindings themselves: no key can be missing. */
static void draw_key(struct pen *pen, const struct key_binding *binding)
{
    pen_text(pen, "  ");
    pen->role = ROLE_KEY;
    pen_left(pen, KEYS_WIDTH, binding->shown);
    pen->role = ROLE_NORMAL;
    pen_text(pen, binding->what);
}

/* From the table that the map is drawn from, in its colours. */
static void draw_sign(struct pen *pen, size_t i)
{
    struct memory_look look = map_cells_get_legend(i, pen->grid->glyphs);

    pen_text(pen, "  ");
    pen->role = look.cell.role;
    pen_put(pen, look.cell.ch);
    pen->role = ROLE_NORMAL;
    pen_text(pen, "  ");
    pen_text(pen, look.what);
}

void help_draw(const struct window *window, size_t top)
{
    size_t count;
    const struct key_binding *bindings = keys_get_bindings(&count);
    size_t signs = HEAD_ROWS + count + SIGNS_HEAD_ROWS;

    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        size_t row = top + i;
        if (row == 0)
            pen_text_as(&pen, ROLE_TITLE, " Keys");
        else if (row >= HEAD_ROWS && row - HEAD_ROWS < count)
            draw_key(&pen, &bindings[row - HEAD_ROWS]);
        else if (row + 1 == signs)
            pen_text_as(&pen, ROLE_TITLE, " Signs in the map of all memory");
        else if (row >= signs && row - signs < map_cells_count_legend())
            draw_sign(&pen, row - signs);
    }
}
