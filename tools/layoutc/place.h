/*
 * Where a row would fit.
 *
 * Owns the search for free memory: which windows of memory rows may lie in,
 * which of two colliding rows had better move, and where to. The moves that
 * are suggested in one run suit each other, so all of them can be applied.
 */
#ifndef STRATA_LAYOUTC_PLACE_H
#define STRATA_LAYOUTC_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/layoutc/doc.h"

/* Where every PC BIOS loads the boot sector, and jumps to. */
#define PLACE_BOOT_SECTOR 0x7c00u
/* The DMA controller of the floppy counts 16 address bits: a transfer that
 * crosses a multiple of 64 KiB fails with INT 13h status 09h. */
#define PLACE_DMA_PAGE 0x10000u
/* The longest text that place_describe writes, its end included. */
#define PLACE_TEXT_MAX 160u

struct place_move {
    bool tried; /* has been searched for */
    bool found;
    struct doc_range to; /* where found; else the largest gap, empty if there is none */
};

/* The moves suggested so far; held by the caller. */
struct place {
    const struct doc *doc;
    unsigned conflicts[DOC_ROWS_MAX];      /* how many rows each row collides with */
    struct place_move moves[DOC_ROWS_MAX]; /* by row; kept, so that errors agree */
};

/* Conventional memory: from the end of the firmware's rows at address 0 to the
 * start of its next. */
struct doc_range place_conventional(const struct doc *doc);

/* Whether the range is wholly in conventional memory, or wholly between 1 MiB
 * and the top of what 32 bits address. */
bool place_is_inside(const struct doc *doc, struct doc_range range);

/* Whether the BIOS could fill the range from a floppy only in parts. */
bool place_crosses_dma_page(struct doc_range range);

/* Begins with no moves. The doc, its rows sorted, must outlive the place. */
void place_init(struct place *place, const struct doc *doc);

/* Of two rows that collide, the index of the one to move: not the firmware's
 * nor the boot sector, else one that moves anyway, else one whose size column
 * disagrees with its range, else the one that collides with more rows, else the
 * one that comes alive later, else the one that stands later in the document. */
size_t place_pick(const struct place *place, size_t a, size_t b);

/* Writes where row i, at its stated size, would fit nearest to where it is, in
 * memory that is free for its whole lifetime; or that it fits nowhere. */
void place_describe(struct place *place, size_t i, char text[PLACE_TEXT_MAX]);

#endif
