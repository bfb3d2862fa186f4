/*
 * Who has which frames: the runs of used frames that the kernel gave an owner.
 *
 * Owns their place in the model, the search by address, and the sums by tag. Runs come one by one
 * and may overlap while a change is on its way; then the first in the list counts.
 */
#ifndef STRATA_MEMVIZ_OWNERS_H
#define STRATA_MEMVIZ_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"
#include "memviz/stream/members.h"

/* Owners beyond these are summed as one. */
#define OWNER_SUMS_MAX 64u

/* The tag of the sum of used frames that have no owner. */
#define OWNERS_NOBODY "(no owner)"

/* What one owner has; or what nobody has claimed. */
struct owner_sum {
    const char *tag; /* as long-lived as the model */
    unsigned runs;
    uint64_t frames; /* used ones */
    uint64_t lowest; /* address of its first run */
};

struct owner_sums {
    size_t count;
    struct owner_sum sums[OWNER_SUMS_MAX];
};

enum owner_order {
    OWNERS_BY_FRAMES,
    OWNERS_BY_RUNS,
    OWNERS_BY_TAG,
    OWNERS_BY_ADDRESS,
    OWNER_ORDERS
};

/* Applies an owner record. False where a member does not fit. */
bool owners_apply(struct model *model, const struct members *members);

/* Returns whether the list of owners has come whole; a list without runs is one. */
bool owners_are_complete(const struct model *model);

/* The index of the first run that ends above an address, or of one before it while the list has
 * gaps; the end of the list where there is none. */
unsigned owners_find_first(const struct model *model, uint64_t address);

/* The next address above address where a run begins or ends; UINT64_MAX where there is none. */
uint64_t owners_find_end(const struct model *model, uint64_t address);

/* The run that holds an address, or NULL. */
const struct model_owner *owners_find(const struct model *model, uint64_t address);

/* Sums the used frames by owner, those without one as "(no owner)". */
void owners_sum(struct owner_sums *sums, const struct model *model, enum owner_order order);

#endif
