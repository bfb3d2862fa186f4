/*
 * The cell grid: what is on the screen, without a screen.
 *
 * Owns a rectangle of cells, each a character and a role. Views fill it
 * through pens; a terminal, a text file or a test reads it. Everything drawn
 * outside is clipped, so no view needs to check. One character is one cell:
 * text from outside that would break that (control characters, wide or
 * combining ones) is replaced before it gets in.
 */
#ifndef STRATA_MEMVIZ_GRID_H
#define STRATA_MEMVIZ_GRID_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "memviz/screen/glyphs.h"
#include "memviz/screen/role.h"

struct cell {
    uint32_t ch;    /* Unicode, one column wide */
    enum role role; /* what it means; the palette says how that looks */
};

struct grid {
    unsigned cols;
    unsigned rows;
    struct cell *cells; /* row by row */
    const struct glyphs *glyphs;
};

/* A rectangle of a grid, in the grid's coordinates. */
struct window {
    struct grid *grid;
    unsigned col; /* the upper left corner, from 0 */
    unsigned row;
    unsigned cols;
    unsigned rows;
};

/* Where the next character goes: moves right as it writes and stops at end. */
struct pen {
    struct grid *grid;
    unsigned row; /* may lie outside: then nothing is drawn */
    unsigned col;
    unsigned end; /* first column it may not touch */
    enum role role;
};

/* Makes a grid of blanks. False when there is no memory; the grid is then
 * empty and safe to draw on and to free. */
bool grid_init(struct grid *grid, unsigned cols, unsigned rows, const struct glyphs *glyphs);

/* Gives the cells back. */
void grid_free(struct grid *grid);

/* Turns every cell into a blank of ROLE_NORMAL. */
void grid_clear(struct grid *grid);

/* Puts one cell; nothing happens outside the grid. */
void grid_put(struct grid *grid, unsigned row, unsigned col, struct cell cell);

/* The cell at a place inside the grid. */
struct cell grid_get(const struct grid *grid, unsigned row, unsigned col);

/* Writes the grid as UTF-8 lines without trailing blanks. With colour, escape
 * sequences (ECMA-48 SGR) dress the cells as their roles ask. */
void grid_write(const struct grid *grid, FILE *out, bool colour);

/* The whole of a grid as a window. */
struct window grid_window(struct grid *grid);

/* A pen at the start of a row of a window; below the window it draws nothing. */
struct pen window_pen(const struct window *window, unsigned row);

/* Writes one character as it is. */
void pen_put(struct pen *pen, uint32_t ch);

/* Writes text, made safe for the grid. */
void pen_text(struct pen *pen, const char *text);

/* Writes text in a role of its own; the pen keeps its role. */
void pen_text_as(struct pen *pen, enum role role, const char *text);

/* Writes text in exactly width cells, on the left, the rest blank; what does
 * not fit is cut and ends in an ellipsis. */
void pen_left(struct pen *pen, unsigned width, const char *text);

/* Writes text in at least width cells, on the right. A number never loses a
 * digit: it takes more room, and where there is none, ellipses stand for it. */
void pen_right(struct pen *pen, unsigned width, const char *text);

/* How many cells are left to the pen. */
unsigned pen_room(const struct pen *pen);

/* Writes ch until the pen reaches column col or its end. */
void pen_fill_to(struct pen *pen, unsigned col, uint32_t ch);

#endif
