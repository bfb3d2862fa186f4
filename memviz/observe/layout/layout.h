/*
 * The declared account of memory: the rows of a layout document, and how far a
 * run has come in its boot steps.
 *
 * Owns the document, where each step begins, the step that the run is in, and
 * what was counted for each row. It knows nothing of traces: the rules ask it
 * about addresses.
 *
 * A document says when a row is alive in boot steps, and a trace has none. A step
 * begins when the instruction at the symbol stepN_NAME runs, N and NAME being the
 * number and the name in the document's step table: Strata's loader and kernel
 * have such labels for the debugger, and any other kernel can have them. Step 1
 * begins with the trace.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_LAYOUT_H
#define STRATA_MEMVIZ_OBSERVE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/layoutc/doc.h"

#define LAYOUT_NO_ROW DOC_ROWS_MAX

#define LAYOUT_STACKS_MAX 8u
#define LAYOUT_LOWS_MAX   2048u

/* The lowest addresses that a stack reached, one after the other: each is below all before it. */
struct layout_lows {
    uint64_t values[LAYOUT_LOWS_MAX];
    unsigned count; /* LAYOUT_LOWS_MAX: there may have been more */
};

struct layout {
    struct doc doc;
    uint64_t begins[DOC_STEPS_MAX + 1];     /* physical; where a step's first instruction is */
    uint64_t reached_at[DOC_STEPS_MAX + 1]; /* ticks; 0: not yet */
    unsigned step;                          /* under way; 0 before the first instruction */
    bool own;                               /* Strata's document, as it is built in */
    bool has_stacks;                        /* a row has the role of a stack */
    unsigned stack_of[DOC_ROWS_MAX];        /* rows that are stacks: an index of lows */
    struct layout_lows lows[LAYOUT_STACKS_MAX];
    unsigned last; /* the row that was found last */
    uint64_t stores;
    uint64_t covered; /* of them, in a row that was alive */
};

/* Reads a document, or, where path is NULL, Strata's own, which is built in. False
 * when it cannot be read or has mistakes: they have been printed to standard error. */
bool layout_load(struct layout *layout, const char *path);

/* Takes the addresses of the steps from a table of names: find(context, name, &address).
 * Returns the number of the first step whose symbol is missing, 0 when all are known. */
typedef bool layout_finder(const void *context, const char *name, uint64_t *address);
unsigned layout_find_steps(struct layout *layout, layout_finder *find, const void *context);

/* "step4_load": the symbol at which a step begins. */
void layout_name_step(const struct layout *layout, unsigned step, char *text, size_t size);

/* The step that begins at an address, 0 for none. */
unsigned layout_step_at(const struct layout *layout, uint64_t address);

/* The row that holds an address and is alive in the current step, or else any row that holds it;
 * LAYOUT_NO_ROW when none does. */
unsigned layout_find_row(struct layout *layout, uint64_t address);

/* Notes that a store went to a row; filled says that it is one of a repeated fill, which paints
 * a stack and does not use it. */
void layout_note_store(struct layout *layout, unsigned row, uint64_t address, bool filled);

/* Returns whether a row is alive in the current step. */
bool layout_is_alive(const struct layout *layout, unsigned row);

/* Returns whether a row is a stack by its role. */
bool layout_is_stack(const struct layout *layout, unsigned row);

/* The entry of the store table that allows stores to an address in the current step; NULL for none.
 */
const struct doc_store *layout_find_store(const struct layout *layout, uint64_t address);

#endif
