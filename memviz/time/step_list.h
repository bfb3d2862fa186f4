/*
 * Where the boot steps of a recording lie.
 *
 * Owns a bounded list of positions in ascending order: STEP_LIST_MAX of them, which is ten
 * thousand boots of six steps. Later steps are not remembered.
 */
#ifndef STRATA_MEMVIZ_STEP_LIST_H
#define STRATA_MEMVIZ_STEP_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STEP_LIST_MAX 65536u

/* All zeros is the empty list. */
struct step_list {
    uint64_t *positions;
    size_t count;
    size_t capacity;
};

/* Adds a position, which is not below the last one. A list that is full, or for which there is no
 * memory, stays as it is. */
void step_list_add(struct step_list *list, uint64_t position);

/* Stores the position of the next step after a position, or of the last one before it, in *found.
 * Returns false when there is none. */
bool step_list_find(const struct step_list *list, uint64_t position, bool forward, uint64_t *found);

/* Makes the list empty and keeps its memory, or frees that too. */
void step_list_clear(struct step_list *list);
void step_list_free(struct step_list *list);

#endif
