/*
 * A picture: a page, and a list of shapes to paint one over the other.
 *
 * Owns the shapes and the palette. It paints nothing: picture_svg.h and
 * picture_png.h do, and tests look at the list itself. Lengths are in points
 * of the page, y grows downwards.
 */
#ifndef STRATA_MEMVIZ_PICTURE_H
#define STRATA_MEMVIZ_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/picture/picture_font.h"

#define PICTURE_TEXT_SIZE 160u

/* Colours by what they stand for. Hues are those of Okabe and Ito's palette
 * ("Color Universal Design", 2008), which people with any kind of colour
 * vision tell apart; what may touch also differs in lightness. */
enum picture_ink {
    INK_NONE, /* nothing is painted */
    INK_PAPER,
    INK_TEXT,
    INK_MUTED, /* words of less weight */
    INK_RULE,  /* lines and frames */
    INK_SHADE, /* between a stretch and its magnification */
    INK_FREE,
    INK_UNMANAGED, /* RAM that the kernel leaves alone */
    INK_USED,
    INK_RESERVED,
    INK_KERNEL,
    INK_HEAP,
    INK_HEAP_LEFT, /* not taken yet */
    INK_ACPI,
    INK_NVS,
    INK_UNUSABLE,
    INK_UNKNOWN,
    INK_ALIVE, /* a region below 1 MiB */
    INK_COUNT
};

struct picture_rgb {
    unsigned char red, green, blue;
};

enum picture_kind { PICTURE_RECT, PICTURE_QUAD, PICTURE_LINE, PICTURE_TEXT };

struct picture_point {
    double x, y; /* in pixels at scale 1, y downwards */
};

struct picture_box {
    double x, y, width, height; /* from the upper left corner */
};

/* How an area is painted. */
struct picture_look {
    enum picture_ink fill;
    enum picture_ink stroke; /* of the outline */
    bool hatched;            /* with lines of the stroke's colour */
};

/* How text is set: x is its left end, middle or right end; y its middle. */
enum picture_anchor { PICTURE_LEFT, PICTURE_CENTRE, PICTURE_RIGHT };

struct picture_style {
    enum picture_font font;
    double size; /* of the font */
    enum picture_ink ink;
    enum picture_anchor anchor;
    double room; /* text wider than this is made smaller, then cut; 0: any width */
};

struct picture_shape {
    enum picture_kind kind;
    struct picture_box box;         /* of rectangles and text */
    struct picture_point points[4]; /* of lines (two) and quads */
    struct picture_look look;       /* text: the fill */
    enum picture_font font;
    double size;                  /* as it came out after fitting */
    char text[PICTURE_TEXT_SIZE]; /* UTF-8, cut between characters */
};

struct picture {
    double width;
    double height;
    struct picture_shape *shapes; /* in drawing order; its own */
    size_t count;
    size_t capacity;
    bool failed; /* there was no memory for a shape */
};

/* An empty page; its height may be set later. */
void picture_init(struct picture *picture, double width, double height);

/* Gives the memory back. */
void picture_free(struct picture *picture);

/* Adds a shape on top of the others. */
void picture_add_rect(struct picture *picture, struct picture_box box, struct picture_look look);
void picture_add_quad(struct picture *picture, const struct picture_point points[4],
                      struct picture_look look);
void picture_add_line(struct picture *picture, struct picture_point from, struct picture_point to,
                      enum picture_ink ink);

/* Adds a line of text, which is copied, and returns its width. Empty text adds
 * nothing. */
double picture_add_text(struct picture *picture, struct picture_point at,
                        const struct picture_style *style, const char *text);

/* The colour of an ink, and the ink to write with on top of it. */
struct picture_rgb picture_get_rgb(enum picture_ink ink);
enum picture_ink picture_get_ink_on(enum picture_ink ink);

#endif
