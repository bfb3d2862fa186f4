/*
 * The map coloured by owner: which digit and role each owner of frames has.
 *
 * Owns the order of the digits: the owner with the most frames is 1. Those past the ninth share a
 * sign. Used frames without an owner keep the look that they have otherwise. Pure.
 */
#ifndef STRATA_MEMVIZ_MAP_OWNERS_H
#define STRATA_MEMVIZ_MAP_OWNERS_H

#include "memviz/model/owners.h"
#include "memviz/screen/grid.h"

struct map_owners {
    const struct model *model;
    struct owner_sums sums; /* the largest first, without those of no owner */
};

/* Ranks the owners of a model, which is kept. */
void map_owners_build(struct map_owners *owners, const struct model *model);

/* The look of an owner by its tag. */
struct cell map_owners_get(const struct map_owners *owners, const char *tag);

/* Changes *cell, which shows the used frames of [range[0], range[1]), to the look of the owner that
 * has the most of the range. False, and *cell stays, where none has any of it. */
bool map_owners_classify(const struct map_owners *owners, const uint64_t range[2],
                         struct cell *cell);

#endif
