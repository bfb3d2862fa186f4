/*
 * The characters that stand for things, in UTF-8 and in ASCII.
 *
 * Owns both tables; which one is used is decided once, at start, from the
 * locale or --ascii. Every glyph takes one cell.
 */
#ifndef STRATA_MEMVIZ_GLYPHS_H
#define STRATA_MEMVIZ_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

struct glyphs {
    bool ascii; /* no character above 0x7e may reach the screen */
    uint32_t horizontal;
    uint32_t vertical;
    uint32_t tee_down;
    uint32_t tee_up;
    uint32_t tee_left;
    uint32_t tee_right;
    uint32_t cross;
    uint32_t focus;    /* in front of the focused pane's name */
    uint32_t alive;    /* region that may not be touched */
    uint32_t reusable; /* region whose memory may be reused */
    uint32_t gap;      /* memory that nobody has claimed */
    uint32_t free;     /* cell of free frames */
    uint32_t cursor;   /* the heap cursor */
    uint32_t bar;      /* a stretch of time */
    uint32_t ellipsis;
    uint32_t dash;      /* between the two ends of a range */
    uint32_t hole;      /* cell where no map says that there is memory */
    uint32_t half;      /* half of a bar's cell */
    uint32_t levels[9]; /* a cell filled more and more; the last is all but full */
    unsigned level_count;
    uint32_t full;  /* a cell of used frames */
    uint32_t taken; /* a cell of frames taken since the marked instant */
    uint32_t freed; /* and of those given back */
    uint32_t mixed; /* a cell of free and of reserved frames */
    uint32_t left;  /* a cell of the heap that is not taken */
};

/* The ASCII table when ascii is true, else the UTF-8 one. Constant. */
const struct glyphs *glyphs_get(bool ascii);

/* The glyph of a cell of which part of whole is filled: part is from 1 to
 * whole, and only the whole is full. */
uint32_t glyphs_get_level(const struct glyphs *glyphs, uint64_t part, uint64_t whole);

#endif
