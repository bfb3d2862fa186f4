#include "memviz/e820/e820_view.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_help.h"
#include "memviz/e820/e820_strip.h"
#include "memviz/e820/forms/e820_words.h"
#include "memviz/screen/text.h"

/* The smallest screen; what a line that does not fit is indented by. */
#define COLS_MIN 40u
#define ROWS_MIN 12u
/* "  #12 " in front of a raw entry. */
#define INDENT 6u

/* How much size and type take; all types of clean ranges are of nine letters at
 * most. */
#define SIZE_COLS 7u
#define TYPE_COLS 13u

/* A page that scrolls. Its rows are drawn in order, and those above the window
 * or below it touch no cell: counting is drawing outside. */
struct page {
    struct window window;
    size_t top; /* the row of the page that is the first of the window */
    size_t row; /* the next one */
    const struct e820_report *report;
    unsigned digits; /* of the widest address */
};

/* A row that is out of sight gets a row number that no grid has. */
static struct pen next_pen(struct page *page)
{
    const struct window *window = &page->window;
    size_t row = page->row++;
    bool visible = row >= page->top && row - page->top < window->rows;

    return (struct pen){window->grid,
                        visible ? window->row + (unsigned)(row - page->top) : UINT_MAX, window->col,
                        window->col + window->cols, ROLE_NORMAL};
}

/* Five at least, for the first MiB that every map has. */
static unsigned find_digits(const struct e820_report *report)
{
    char text[TEXT_NUMBER_SIZE];
    uint64_t bits = 0xfffff;

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *raw = &report->map->raw[i];
        bits |= raw->base | (raw->length == 0 ? 0 : e820_entry_last(raw));
    }
    text_format_hex(text, bits);
    return (unsigned)strlen(text);
}

/* A row of the page, in that role, as deep as what belongs to the row above. */
static struct pen next_indented(struct page *page, enum role role)
{
    struct pen pen = next_pen(page);

    pen.role = role;
    pen_fill_to(&pen, pen.col + INDENT, ' ');
    return pen;
}

/* Writes text from pen on, and on indented rows what does not fit, broken at
 * blanks. */
static void draw_wrapped(struct page *page, struct pen pen, const char *text)
{
    enum role role = pen.role;

    while (*text != '\0') {
        size_t room = pen.end > pen.col ? pen.end - pen.col : 1;
        size_t length = strlen(text);
        char line[E820_REPORT_PROBLEM_SIZE];
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
            pen = next_indented(page, role);
    }
}

/* A blank in front, as titles have it. */
static void draw_text(struct page *page, enum role role, const char *text)
{
    struct pen pen = next_pen(page);

    pen.role = role;
    pen_put(&pen, ' ');
    draw_wrapped(page, pen, text);
}

/* A blank row in front. */
static void draw_heading(struct page *page, const char *what, size_t count)
{
    char text[96];

    next_pen(page);
    snprintf(text, sizeof text, "%s: %zu", what, count);
    draw_text(page, ROLE_TITLE, text);
}

/* Remarks stand above the map: who reads only the first lines has read what to
 * beware of. */
static void draw_what(struct page *page)
{
    char text[E820_REPORT_PROBLEM_SIZE];

    e820_report_describe(page->report, text, sizeof text);
    draw_text(page, ROLE_NORMAL, text);
    for (size_t i = 0; e820_report_remark(page->report, i, text, sizeof text); i++)
        draw_text(page, ROLE_BAD, text);
    next_pen(page);
}

static void draw_strip(struct page *page)
{
    struct pen bar = next_pen(page);
    struct pen scale = next_pen(page);

    pen_put(&bar, ' ');
    pen_put(&scale, ' ');
    bar.end -= bar.end > bar.col;
    e820_strip_draw(page->report, &bar, &scale);
}

static void draw_address(struct page *page, struct pen *pen, uint64_t value)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, value);
    pen->role = ROLE_NUMBER;
    pen_right(pen, page->digits, text);
    pen_put(pen, ' ');
}

/* All of 64 bits is 16 EiB, which has no uint64_t. */
static void draw_size(struct pen *pen, uint64_t length, bool whole)
{
    char text[TEXT_NUMBER_SIZE] = "16777216T";

    if (!whole)
        text_format_size(text, length);
    pen_right(pen, SIZE_COLS - 1, text);
    pen_put(pen, ' ');
}

/* Where the reasons of clean ranges stand, one below the other. */
static unsigned find_reason_column(const struct page *page)
{
    return page->window.col + INDENT + 2 * (page->digits + 1) + SIZE_COLS + TYPE_COLS;
}

/* Size and type go where they cannot be cut: on a row of their own on a narrow
 * screen. */
static void make_room(struct page *page, struct pen *pen)
{
    if (find_reason_column(page) > pen->end)
        *pen = next_indented(page, ROLE_NUMBER);
}

/* Draws the number as it was reported, in the colour of what it is taken for. */
static void draw_type(struct pen *pen, uint32_t type)
{
    char text[64];
    uint32_t mapped = e820_type_mapped(type);

    snprintf(text, sizeof text, "%u %s", type, e820_words_name(type));
    pen->role = e820_strip_role(mapped);
    pen_text(pen, text);
}

/* First and last byte, as logs print them: what is compared is mostly such a log. */
static void draw_raw(struct page *page, size_t index)
{
    const struct e820_entry *raw = &page->report->map->raw[index];
    const char *ignored = e820_report_ignored(page->report, index);
    struct pen pen = next_pen(page);
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "#%zu", index);
    pen_right(&pen, 5, text);
    pen_put(&pen, ' ');
    draw_address(page, &pen, raw->base);
    if (raw->length != 0) {
        draw_address(page, &pen, e820_entry_last(raw));
    } else {
        pen_right(&pen, page->digits, "none");
        pen_put(&pen, ' ');
    }
    make_room(page, &pen);
    draw_size(&pen, raw->length, false);
    draw_type(&pen, raw->type);
    if (ignored != NULL)
        draw_wrapped(page, next_indented(page, ROLE_BAD), ignored);
}

/* The reason stands beside its range where it fits in a row, and else below. */
static void draw_clean(struct page *page, size_t index)
{
    const struct e820_range *range = &page->report->clean[index];
    char why[2048];
    struct pen pen = next_pen(page);

    e820_report_explain(page->report, index, why, sizeof why);
    pen_text(&pen, "    ");
    pen.role = e820_strip_role(range->type);
    pen_put(&pen, e820_strip_letter(range->type));
    pen_put(&pen, ' ');
    draw_address(page, &pen, range->start);
    draw_address(page, &pen, range->last);
    uint64_t length = range->last - range->start + 1;
    make_room(page, &pen);
    draw_size(&pen, length, length == 0);
    draw_type(&pen, range->type);
    pen.role = ROLE_DIM;
    unsigned column = find_reason_column(page);
    if (column + strlen(why) <= pen.end)
        pen_fill_to(&pen, column, ' ');
    else
        pen = next_indented(page, ROLE_DIM);
    draw_wrapped(page, pen, why);
}

/* Of the clean map, since raw entries may count bytes twice. */
static void draw_totals(struct page *page)
{
    char text[256] = "total:";
    size_t length = strlen(text);

    for (uint32_t type = E820_FREE; type <= E820_UNUSABLE; type++) {
        uint64_t total = e820_report_total(page->report, type);
        char size[TEXT_NUMBER_SIZE];
        text_format_size(size, total);
        if (total != 0) {
            length += (size_t)snprintf(text + length, sizeof text - length, " %s %s,",
                                       e820_type_name(type), size);
        }
    }
    text[length - 1] = '\0';
    next_pen(page);
    draw_text(page, ROLE_NORMAL, length > strlen("total:") ? text : "total: nothing");
}

/* The parts answer questions in their order: what the map is, how it looks, what
 * the firmware reported, and what follows from it. */
static void draw_page(struct page *page)
{
    const struct e820_report *report = page->report;

    page->digits = find_digits(report);
    draw_what(page);
    draw_strip(page);
    draw_heading(page, "raw entries (number, first byte, last byte, size, type)",
                 report->raw_count);
    for (size_t i = 0; i < report->raw_count; i++)
        draw_raw(page, i);
    draw_heading(page, "clean ranges, and why they are so", report->clean_count);
    for (size_t i = 0; i < report->clean_count; i++)
        draw_clean(page, i);
    draw_totals(page);
}

/* Drawn into a grid without cells: the count can so never differ from the drawing. */
size_t e820_view_count_rows(const struct e820_report *report, unsigned cols)
{
    struct grid nothing = {.cols = cols};
    struct page page = {.window = {&nothing, 0, 0, cols, 0}, .report = report};

    nothing.glyphs = glyphs_get(true);
    draw_page(&page);
    return page.row;
}

void e820_view_draw_page(struct grid *grid, const struct e820_report *report)
{
    struct page page = {.window = grid_window(grid), .report = report};

    draw_page(&page);
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

    pen_text(&bottom, "q quit  Tab next map  ? help");
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

/* Scrolling is settled here, where the number of rows is known. */
void e820_view_draw(struct e820_view *view, struct grid *grid, const struct e820_report *report,
                    const char *problem)
{
    grid_clear(grid);
    struct page page = {.window = grid_window(grid), .report = report};
    if (grid->cols < COLS_MIN || grid->rows < ROWS_MIN) {
        draw_text(&page, ROLE_BAD, "too small: memviz needs 40x12");
        return;
    }
    draw_bars(grid, report);
    page.window.row++;
    page.window.rows -= 2;
    view->page_rows = page.window.rows;
    if (view->help) {
        e820_help_draw(&page.window);
        return;
    }
    if (report->map == NULL) {
        draw_text(&page, ROLE_BAD, problem);
        return;
    }
    size_t rows = e820_view_count_rows(report, grid->cols);
    size_t furthest = rows > view->page_rows ? rows - view->page_rows : 0;
    view->scroll = view->scroll < furthest ? view->scroll : furthest;
    page.top = view->scroll;
    draw_page(&page);
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
