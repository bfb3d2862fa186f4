#include "memviz/e820/e820_view.h"

#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_help.h"
#include "memviz/e820/e820_rows.h"
#include "memviz/screen/text.h"

/* The smallest screen. */
#define COLS_MIN 40u
#define ROWS_MIN 6u

void e820_view_draw_page(struct grid *grid, const struct e820_report *report)
{
    struct e820_page page = {.window = grid_window(grid)};

    e820_rows_draw(&page, report);
}

static struct pen start_bar(struct grid *grid, unsigned row)
{
    struct window window = grid_window(grid);
    struct pen pen = window_pen(&window, row);

    pen.role = ROLE_BAR;
    pen_fill_to(&pen, pen.end, ' ');
    pen.col = 1;
    return pen;
}

/* The counts have their room first, the name gets what is left. */
static void draw_bars(struct grid *grid, const struct e820_report *report)
{
    char text[96] = "no map";
    struct pen top = start_bar(grid, 0);
    struct pen bottom = start_bar(grid, grid->rows - 1);

    pen_text(&bottom, e820_text_count_maps(report->text) > 1 ? "q quit  Tab next map  ? help"
                                                             : "q quit  ? help");
    if (report->map != NULL)
        snprintf(text, sizeof text, "%zu raw, %zu clean", report->raw_count, report->clean_count);
    unsigned right = (unsigned)text_width(text) + 1;
    struct pen counts = top;
    counts.col = grid->cols - right;
    pen_text(&counts, text);
    top.end = grid->cols - right - 1;
    const char *name = strrchr(report->path, '/');
    pen_text(&top, "memviz e820  ");
    pen_left(&top, pen_room(&top),
             strcmp(report->path, "-") == 0    ? "standard input"
             : name != NULL && name[1] != '\0' ? name + 1
                                               : report->path);
}

/* What there is to show: the help, a map, or why there is none. */
static void draw_content(struct e820_page *page, const struct e820_view *view,
                         const struct e820_report *report, const char *problem)
{
    if (view->help) {
        e820_help_draw(page);
    } else if (report->map != NULL) {
        e820_rows_draw(page, report);
    } else {
        e820_page_text(page, ROLE_BAD, problem);
        e820_page_next(page);
        e820_rows_draw_maps(page, report->text, report->number);
    }
}

/* How many rows the content takes at a width: drawn into a grid without cells, so that the count
 * can never differ from the drawing. */
static size_t count_rows(const struct e820_view *view, const struct e820_report *report,
                         const char *problem, unsigned cols)
{
    struct grid nothing = {.cols = cols};
    struct e820_page page = {.window = {&nothing, 0, 0, cols, 0}};

    nothing.glyphs = glyphs_get(true);
    draw_content(&page, view, report, problem);
    return page.row;
}

size_t e820_view_count_rows(const struct e820_report *report, unsigned cols)
{
    static const struct e820_view map;

    return count_rows(&map, report, "", cols);
}

static void draw_too_small(struct grid *grid)
{
    struct e820_page page = {.window = grid_window(grid)};
    char text[96];

    snprintf(text, sizeof text,
             "too small: memviz e820 needs %u columns and %u rows, here are %u "
             "and %u",
             COLS_MIN, ROWS_MIN, grid->cols, grid->rows);
    e820_page_text(&page, ROLE_BAD, text);
}

/* Scrolling is settled here, where the number of rows is known. */
void e820_view_draw(struct e820_view *view, struct grid *grid, const struct e820_report *report,
                    const char *problem)
{
    grid_clear(grid);
    if (grid->cols < COLS_MIN || grid->rows < ROWS_MIN) {
        draw_too_small(grid);
        return;
    }
    struct e820_page page = {.window = grid_window(grid)};
    draw_bars(grid, report);
    page.window.row++;
    page.window.rows -= 2;
    view->page_rows = page.window.rows;
    size_t rows = count_rows(view, report, problem, grid->cols);
    size_t furthest = rows > view->page_rows ? rows - view->page_rows : 0;
    view->scroll = view->scroll < furthest ? view->scroll : furthest;
    page.top = view->scroll;
    draw_content(&page, view, report, problem);
}

static size_t move_back(size_t from, size_t rows)
{
    return from > rows ? from - rows : 0;
}

/* One row less than a page, so that the eye has a line to hold on to. */
bool e820_view_apply(struct e820_view *view, enum intent intent)
{
    unsigned page = view->page_rows > 1 ? view->page_rows - 1 : 1;

    switch (intent) {
    case INTENT_UP:
        view->scroll = move_back(view->scroll, 1);
        return true;
    case INTENT_DOWN:
        view->scroll++;
        return true;
    case INTENT_PAGE_UP:
        view->scroll = move_back(view->scroll, page);
        return true;
    case INTENT_PAGE_DOWN:
    case INTENT_FREEZE: /* there is no time to stop: Space pages, as in a pager */
        view->scroll += page;
        return true;
    case INTENT_HOME:
        view->scroll = 0;
        return true;
    case INTENT_END:
    case INTENT_LIVE:
        /* The next draw brings it back to the last page. */
        view->scroll = SIZE_MAX / 2;
        return true;
    default:
        return false;
    }
}
