#include "memviz/screen/grid.h"

#include <stdlib.h>

#include "memviz/screen/text.h"

static const struct cell blank = {' ', ROLE_NORMAL};

/* A terminal may have no size for a moment; drawing into nothing is then harmless. */
bool grid_init(struct grid *grid, unsigned cols, unsigned rows, const struct glyphs *glyphs)
{
    *grid = (struct grid){.glyphs = glyphs};
    if (cols == 0 || rows == 0)
        return true;
    grid->cells = malloc((size_t)cols * rows * sizeof *grid->cells);
    if (grid->cells == NULL)
        return false;
    grid->cols = cols;
    grid->rows = rows;
    grid_clear(grid);
    return true;
}

void grid_free(struct grid *grid)
{
    free(grid->cells);
    *grid = (struct grid){.glyphs = grid->glyphs};
}

void grid_clear(struct grid *grid)
{
    for (size_t i = 0; i < (size_t)grid->cols * grid->rows; i++)
        grid->cells[i] = blank;
}

/* What lies outside is dropped: a view that miscounts on a small screen must not
 * write over memory. */
void grid_put(struct grid *grid, unsigned row, unsigned col, struct cell cell)
{
    if (row < grid->rows && col < grid->cols)
        grid->cells[(size_t)row * grid->cols + col] = cell;
}

struct cell grid_get(const struct grid *grid, unsigned row, unsigned col)
{
    return grid->cells[(size_t)row * grid->cols + col];
}

/* Every sequence starts from nothing (0), so that no attribute lingers. */
static void write_style(FILE *out, enum role role)
{
    const struct role_style *style = role_get_style(role, true);

    fprintf(out, "\033[0%s%s%s", style->bold ? ";1" : "", style->dim ? ";2" : "",
            style->reverse ? ";7" : "");
    if (style->foreground != ROLE_DEFAULT_COLOUR)
        fprintf(out, ";%d", 30 + style->foreground);
    if (style->background != ROLE_DEFAULT_COLOUR)
        fprintf(out, ";%d", 40 + style->background);
    fputc('m', out);
}

/* One past the last cell of a row that shows. With colour a bar's blanks do. */
static unsigned find_row_end(const struct grid *grid, unsigned row, bool colour)
{
    unsigned end = grid->cols;

    while (end > 0) {
        struct cell cell = grid_get(grid, row, end - 1);
        if (cell.ch != ' ' || (colour && cell.role != ROLE_NORMAL))
            break;
        end--;
    }
    return end;
}

/* Without trailing blanks, so that golden screens survive editors and can be
 * compared. */
void grid_write(const struct grid *grid, FILE *out, bool colour)
{
    for (unsigned row = 0; row < grid->rows; row++) {
        unsigned end = find_row_end(grid, row, colour);
        enum role role = ROLE_NORMAL;
        for (unsigned col = 0; col < end; col++) {
            struct cell cell = grid_get(grid, row, col);
            if (colour && cell.role != role) {
                write_style(out, cell.role);
                role = cell.role;
            }
            char bytes[4];
            fwrite(bytes, 1, text_put_char(bytes, cell.ch), out);
        }
        fputs(colour && role != ROLE_NORMAL ? "\033[0m\n" : "\n", out);
    }
}

struct window grid_window(struct grid *grid)
{
    return (struct window){grid, 0, 0, grid->cols, grid->rows};
}

/* A row that is not there gives a pen without room: no caller need ask first. */
struct pen window_pen(const struct window *window, unsigned row)
{
    unsigned end = row < window->rows ? window->col + window->cols : window->col;

    return (struct pen){window->grid, window->row + row, window->col, end, ROLE_NORMAL};
}

/* As it is: for glyphs of ours. */
void pen_put(struct pen *pen, uint32_t ch)
{
    if (pen->col < pen->end) {
        grid_put(pen->grid, pen->row, pen->col, (struct cell){ch, pen->role});
        pen->col++;
    }
}

/* The character that stands for one from outside: above U+02FF live the wide
 * and the combining ones, which would shift everything after them. */
static uint32_t make_safe(const struct grid *grid, uint32_t ch)
{
    if (ch < 0x20 || (ch >= 0x7f && ch < 0xa0))
        return '.';
    return ch > (grid->glyphs->ascii ? 0x7eu : 0x2ffu) ? '?' : ch;
}

/* Text may come from the stream: what reaches the terminal is made harmless here. */
void pen_text(struct pen *pen, const char *text)
{
    while (*text != '\0' && pen->col < pen->end)
        pen_put(pen, make_safe(pen->grid, text_next_char(&text)));
}

/* Roles change often within a row: the caller need not put the old one back. */
void pen_text_as(struct pen *pen, enum role role, const char *text)
{
    enum role kept = pen->role;

    pen->role = role;
    pen_text(pen, text);
    pen->role = kept;
}

/* Text may be cut, and an ellipsis says so. */
void pen_left(struct pen *pen, unsigned width, const char *text)
{
    if (width > pen_room(pen))
        width = pen_room(pen);
    if (width == 0)
        return;
    unsigned stop = pen->col + width;
    bool cut = text_width(text) > width;
    unsigned text_stop = cut ? stop - 1 : stop;
    while (*text != '\0' && pen->col < text_stop)
        pen_put(pen, make_safe(pen->grid, text_next_char(&text)));
    pen_fill_to(pen, stop, cut ? pen->grid->glyphs->ellipsis : ' ');
}

/* A number is shown whole or not at all: with a digit cut off it would be
 * another number. */
void pen_right(struct pen *pen, unsigned width, const char *text)
{
    size_t length = text_width(text);

    if (length > pen_room(pen)) {
        pen_fill_to(pen, pen->end, pen->grid->glyphs->ellipsis);
        return;
    }
    if (width > pen_room(pen))
        width = pen_room(pen);
    if (length < width)
        pen_fill_to(pen, pen->col + width - (unsigned)length, ' ');
    pen_text(pen, text);
}

unsigned pen_room(const struct pen *pen)
{
    return pen->end - pen->col;
}

void pen_fill_to(struct pen *pen, unsigned col, uint32_t ch)
{
    while (pen->col < col && pen->col < pen->end)
        pen_put(pen, ch);
}
