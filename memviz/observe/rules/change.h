/*
 * A store that is about to be made, as the rules see it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_CHANGE_H
#define STRATA_MEMVIZ_OBSERVE_CHANGE_H

#include "memviz/observe/rules/observation.h"

/* A store that is about to be made. */
struct change {
    const struct step *step;
    uint64_t address;
    uint64_t linear;
    uint64_t value;
    uint32_t length;
    uint8_t kind; /* enum store_kind */
    bool firmware;
    bool has_linear;
    uint32_t read; /* disk reads: its index */
};
#endif
