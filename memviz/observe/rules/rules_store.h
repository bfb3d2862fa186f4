/*
 * Rules about what is written, and by whom; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_STORE_H
#define STRATA_MEMVIZ_OBSERVE_RULES_STORE_H

#include "memviz/observe/rules/change.h"

/* Before a store is made. */
void rules_store(struct observer *observer, const struct change *change);

#endif
