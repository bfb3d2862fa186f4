/*
 * Rules about stores and the rows of a layout document; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_LAYOUT_H
#define STRATA_MEMVIZ_OBSERVE_RULES_LAYOUT_H

#include "memviz/observe/rules/change.h"

/* An instruction runs: a boot step may begin with it. */
void rules_layout_step(struct observer *observer, const struct step *step);

/* Before a store is made. */
void rules_layout_store(struct observer *observer, const struct change *change);

#endif
