/*
 * What changed lately: so that a view can point it out.
 *
 * Owns a ring of the newest changes, each with the number of the record that
 * brought it. Repeating what was known is no change. What is fresh is asked
 * for by record number; how that relates to time is for the caller to know.
 */
#ifndef STRATA_MEMVIZ_CHANGES_H
#define STRATA_MEMVIZ_CHANGES_H

#include <stdbool.h>
#include <stdint.h>

#define CHANGES_MAX 512u

/* Asked with this, nothing is fresh. */
#define CHANGES_NONE UINT64_MAX

enum change_kind {
    CHANGE_FRAMES, /* numbers of frames */
    CHANGE_STEP,   /* boot steps */
    CHANGE_REGION, /* indices in the region table */
    CHANGE_ALLOC,  /* numbers of allocations */
    CHANGE_HEAP,   /* the heap cursor; 0 */
    CHANGE_LOG,    /* numbers of lines */
};

struct change {
    uint64_t n; /* of the record */
    uint32_t start;
    uint32_t end; /* half-open */
    enum change_kind kind;
};

struct changes {
    struct change ring[CHANGES_MAX]; /* the newest overwrite the oldest */
    unsigned count;                  /* entries in use */
    unsigned next;                   /* where the next one goes */
};

/* Notes that what is numbered [start, end) changed. Of more than CHANGES_MAX
 * changes the oldest are forgotten. */
void changes_note(struct changes *changes, const struct change *change);

/* Returns whether any of [what->start, what->end) of that kind changed in a record
 * whose number is what->n or above. */
bool changes_has(const struct changes *changes, const struct change *what);

#endif
