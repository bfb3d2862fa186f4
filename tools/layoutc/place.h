/*
 * Where a row would fit.
 *
 * Owns the plan of moves that would mend a document: which of two colliding rows
 * had better move, and where to. All moves of a plan can be applied together.
 */
#ifndef STRATA_LAYOUTC_PLACE_H
#define STRATA_LAYOUTC_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/layoutc/doc.h"

/* The longest text that place_describe writes, its end included. */
#define PLACE_TEXT_MAX 200u
/* The partner of a row that has none. */
#define PLACE_ALONE DOC_ROWS_MAX

struct place_move {
    bool tried; /* a place has been searched for */
    bool found;
    bool told;            /* place_describe has been asked for it */
    struct doc_range gap; /* where none is found: the largest gap, empty if there is none */
};

/* The moves planned so far; held by the caller. */
struct place {
    const struct doc *written; /* the document as it is, lifetimes mended */
    struct doc doc;            /* the document as it would be: rows at their planned places */
    unsigned conflicts[DOC_ROWS_MAX];      /* how many rows each row collides with */
    size_t partner[DOC_ROWS_MAX];          /* the row each row has to adjoin, or PLACE_ALONE */
    struct place_move moves[DOC_ROWS_MAX]; /* by row; kept, so that errors agree */
};

/* Begins with no moves. The doc, its rows sorted, must outlive the place. */
void place_init(struct place *place, const struct doc *doc);

/* Has row i planned with another size, in bytes, than the document states. */
void place_set_size(struct place *place, size_t i, uint64_t size);

/* Of two rows that collide, the index of the one to move: not the firmware's
 * nor the boot sector, else one that moves anyway, else one whose size column
 * disagrees with its range, else not the kernel's nor the frames', else the one
 * that collides with more rows, else the one that comes alive later, else the
 * one that stands later in the document. */
size_t place_pick(const struct place *place, size_t a, size_t b);

/* Returns whether row i may stay where it is planned to be. */
bool place_may_stay(const struct place *place, size_t i);

/* Returns whether row i adjoins its partner in the plan; true where it has none. */
bool place_adjoins(const struct place *place, size_t i);

/* Writes where row i, at its planned size, would fit nearest to where it is, in
 * memory that is free for its whole lifetime; or that it fits nowhere. */
void place_describe(struct place *place, size_t i, char text[PLACE_TEXT_MAX]);

#endif
