/*
 * What the parts of a sheet share.
 *
 * Owns the sizes of text, the ways to set it, and the words for addresses and
 * sizes. Each part (sheet_whole, sheet_low, sheet_map, sheet_side) draws itself
 * from a corner on and tells how far down it reached; whoever calls it decides
 * where that corner is.
 */
#ifndef STRATA_MEMVIZ_SHEET_PARTS_H
#define STRATA_MEMVIZ_SHEET_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "memviz/memory/low_rows.h"
#include "memviz/picture/picture.h"
#include "memviz/picture/sheet_memory.h"
#include "memviz/model/sync.h"

/* Text sizes, by rank. */
#define SHEET_HEAD  18.0
#define SHEET_NAME  14.0
#define SHEET_SMALL 12.5

/* A range as text: two addresses and a dash. */
#define SHEET_RANGE_SIZE 64u

/* What the model does not say: where it comes from, and what whoever looks at it must know. */
struct sheet_notes {
    const char *source;       /* the subtitle */
    const char *const *lines; /* count of them, each a sentence */
    size_t count;
};

struct sheet {
    struct picture *picture; /* the caller's */
    const struct model *model;
    const struct sheet_notes *notes; /* the caller's, or NULL */
    struct sync_verdict verdict;     /* when the drawing began */
    struct memory_index index;
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
struct picture_style sheet_style_muted(enum picture_font font, double size,
                                       enum picture_anchor anchor);
void sheet_add_head(struct sheet *sheet, double x, double y, const char *text);

/* "0x7c00-0x7e00", with a dash; last is the last byte. */
void sheet_format_range(char text[SHEET_RANGE_SIZE], uint64_t start, uint64_t last);

/* A number of bytes with its unit: "8.5 KiB"; and the size of [start, last],
 * which may be 2^64. */
void sheet_format_size(char text[SHEET_RANGE_SIZE], uint64_t bytes);
void sheet_format_extent(char text[SHEET_RANGE_SIZE], uint64_t start, uint64_t last);

#endif
