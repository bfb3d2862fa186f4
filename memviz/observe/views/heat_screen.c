#include "memviz/observe/views/heat_screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/observe/views/heat_draw.h"
#include "memviz/screen/output.h"
#include "memviz/screen/term.h"

#define TEXT_COLS 80u
#define TEXT_ROWS 24u

/* How long the loop sleeps: a change of size, and what a live trace brings, show
 * within this time. */
#define WAIT_MS 100

struct screen {
    struct heat_scene *scene;
    struct heat_view view;
    struct grid grid;
    const struct glyphs *glyphs;
    bool dirty; /* what is on the screen is not what is to be shown */
};

/* By the encoding of the locale, as the viewer of recordings does. */
static const struct glyphs *choose_glyphs(void)
{
    setlocale(LC_CTYPE, "");
    return glyphs_get(strcmp(nl_langinfo(CODESET), "UTF-8") != 0);
}

/* https://no-color.org: set and not empty, whatever it says. */
static bool wants_colour(void)
{
    const char *no_color = getenv("NO_COLOR");

    return no_color == NULL || no_color[0] == '\0';
}

/* The grid follows the size of the terminal. */
static bool draw(struct screen *screen)
{
    unsigned cols;
    unsigned rows;

    term_get_size(&cols, &rows);
    if (cols != screen->grid.cols || rows != screen->grid.rows) {
        grid_free(&screen->grid);
        if (!grid_init(&screen->grid, cols, rows, screen->glyphs))
            return false;
        screen->dirty = true;
    }
    if (!screen->dirty)
        return true;
    screen->dirty = false;
    heat_draw(&screen->view, screen->scene, &screen->grid);
    term_draw(&screen->grid);
    return true;
}

/* False when the user quits. */
static bool take_key(struct screen *screen, int key)
{
    switch (heat_view_take_key(&screen->view, screen->scene, key)) {
    case HEAT_QUIT:
        return false;
    case HEAT_REPAINT:
        term_repaint();
        break;
    case HEAT_CHANGED:
    case HEAT_NOTHING:
        break;
    }
    screen->dirty = true;
    return true;
}

bool heat_screen_run(struct heat_scene *scene, heat_advance *advance, void *context, int *ended_by)
{
    struct screen screen = {.scene = scene, .glyphs = choose_glyphs()};

    screen.grid.glyphs = screen.glyphs;
    heat_view_init(&screen.view);
    if (!term_open(wants_colour()))
        return false;
    for (bool more = true; more && term_get_signal() == 0;) {
        if (scene->live && advance(context))
            screen.dirty = true;
        if (!draw(&screen))
            break;
        int key = term_read_key(WAIT_MS);
        if (key != KEY_CODE_NONE)
            more = take_key(&screen, key);
    }
    term_close();
    *ended_by = term_get_signal();
    grid_free(&screen.grid);
    heat_view_free(&screen.view);
    return true;
}

bool heat_screen_write(struct heat_scene *scene)
{
    struct heat_view view;
    struct grid grid;
    bool drawn = grid_init(&grid, TEXT_COLS, TEXT_ROWS, choose_glyphs());

    heat_view_init(&view);
    if (drawn) {
        heat_draw(&view, scene, &grid);
        grid_write(&grid, stdout, false);
    } else
        output_report("heat map", "not enough memory");
    grid_free(&grid);
    heat_view_free(&view);
    return drawn;
}
