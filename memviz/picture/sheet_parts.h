/*
 * The parts of a sheet, each in a file of its own.
 *
 * Owns what they share: the page's measures, the ways to set text, the words
 * for addresses and sizes. Each part draws itself from a corner on and tells
 * how far down it reached; whoever calls it decides where that corner is.
 */
#ifndef STRATA_MEMVIZ_SHEET_PARTS_H
#define STRATA_MEMVIZ_SHEET_PARTS_H

#include <stdint.h>

#include "memviz/model/low_rows.h"
#include "memviz/picture/picture.h"
#include "memviz/picture/sheet_memory.h"
#include "memviz/model/sync.h"

/* Text sizes, by rank. */
#define SHEET_HEAD  18.0
#define SHEET_NAME  14.0
#define SHEET_SMALL 12.5

/* A range as text: two addresses and a dash. */
#define SHEET_RANGE_SIZE 64u

struct sheet {
    struct picture *picture; /* the caller's */
    const struct model *model;
    struct sync_verdict verdict; /* when the drawing began */
    struct sheet_memory memory;
    struct low_rows low;
};

/* A bar that shows [start, end) from top to bottom, to scale. */
struct sheet_bar {
    double x, width; /* on paper */
    double top, bottom;
    uint64_t start, end; /* what top and bottom stand for */
};

/* Where an address lies on a bar. */
double sheet_bar_find(const struct sheet_bar *bar, uint64_t address);

/* The shade between a stretch of a bar and the bar that magnifies it. */
void sheet_draw_shade(struct sheet *sheet, const struct sheet_bar *from,
                      const struct sheet_bar *to);

/* Text of the usual looks: the head of a part, from its left end; a name; what
 * is less important; addresses. */
struct picture_style sheet_style(enum picture_font font, double size, enum picture_anchor anchor);
void sheet_add_head(struct sheet *sheet, double x, double y, const char *text);

/* "0x7c00-0x7e00", with a dash; last is the last byte. */
void sheet_format_range(char text[SHEET_RANGE_SIZE], uint64_t start, uint64_t last);

/* A number of bytes with its unit: "8.5 KiB". 0 stands for 2^64. */
void sheet_format_size(char text[SHEET_RANGE_SIZE], uint64_t bytes);

/* All of memory, to scale: its bar, which *bar describes afterwards. What lies
 * far above it follows below a break. area.height is given. */
void sheet_draw_whole(struct sheet *sheet, struct picture_box area, struct sheet_bar *bar);

/* The first MiB as a magnification of whole: two bars, and a row for each of
 * its regions. sheet_measure_low() is the height it needs. */
double sheet_measure_low(const struct sheet *sheet);
void sheet_draw_low(struct sheet *sheet, struct picture_box area, const struct sheet_bar *whole);

/* The parts at the side, from the corner of area on and as wide as it; each
 * returns where it ends. */
double sheet_draw_map(struct sheet *sheet, struct picture_box area);
double sheet_draw_frames(struct sheet *sheet, struct picture_box area);
double sheet_draw_heap(struct sheet *sheet, struct picture_box area);
double sheet_draw_boot(struct sheet *sheet, struct picture_box area);

#endif
