/*
 * The regions of memory that have names: reported, or else declared.
 *
 * Owns the one list that every pane and the picture take regions from, and so
 * the rule which account counts, the order, and the letters. What a kernel
 * reports counts. Until a hello has come, the rows of docs/layout.md stand
 * in, alive as at the boot step that was reached last. Pure.
 */
#ifndef STRATA_MEMVIZ_REGIONS_H
#define STRATA_MEMVIZ_REGIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"

struct region {
    uint64_t start;
    uint64_t end;       /* half-open */
    const char *symbol; /* belongs to the model or the layout, like what */
    const char *what;
    bool alive;      /* its memory may not be reused */
    bool firmware;   /* declared to be the firmware's */
    char letter;     /* stands for it in strips and maps; '#' where letters have run out */
    unsigned number; /* where it was reported or declared: its index there */
};

struct region_list {
    unsigned declared_step; /* the declared ones, at this step; 0: reported ones */
    size_t count;
    struct region items[MODEL_REGION_MAX]; /* by start; of one start the larger first; of equal
                                            * ones the lower number first */
};

/* Lists the regions that a model knows. */
void regions_build(struct region_list *list, const struct model *model);

/* The smallest region that holds an address, or NULL. */
const struct region *regions_find(const struct region_list *list, uint64_t address);

/* The first region that [start, end) meets, or NULL. *several tells whether it
 * meets more than one. */
const struct region *regions_find_in(const struct region_list *list, uint64_t start, uint64_t end,
                                     bool *several);

#endif
