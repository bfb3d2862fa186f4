/*
 * Rules about what is executed; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_FETCH_H
#define STRATA_MEMVIZ_OBSERVE_RULES_FETCH_H

#include "memviz/observe/rules/observation.h"

/* Before an instruction of the guest runs. */
void rules_fetch(struct observer *observer, const struct step *step);

#endif
