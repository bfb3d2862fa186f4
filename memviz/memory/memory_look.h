/*
 * How each kind of memory is written in a cell of a screen.
 *
 * Owns the letters, glyphs and roles of the kinds of memory.h: the map of all memory and the
 * screen of an e820 map show them, so that a letter means the same in both. Pure.
 */
#ifndef STRATA_MEMVIZ_MEMORY_LOOK_H
#define STRATA_MEMVIZ_MEMORY_LOOK_H

#include "memviz/memory/memory.h"
#include "memviz/screen/grid.h"

struct memory_look {
    struct cell cell;
    const char *what; /* in the legend; constant */
};

/* The look of a kind, with the characters of glyphs. */
struct memory_look memory_look_get(enum memory_kind kind, const struct glyphs *glyphs);

#endif
