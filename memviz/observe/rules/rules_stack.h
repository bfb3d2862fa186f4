/*
 * Rules about stacks; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_STACK_H
#define STRATA_MEMVIZ_OBSERVE_RULES_STACK_H

#include "memviz/observe/rules/change.h"

/* Before a store is made. */
void rules_stack(struct observer *observer, const struct change *change);

#endif
