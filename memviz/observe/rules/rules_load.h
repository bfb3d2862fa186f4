/*
 * Rules about what is read; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_LOAD_H
#define STRATA_MEMVIZ_OBSERVE_RULES_LOAD_H

#include "memviz/observe/rules/observation.h"

/* Before the bytes of a load are used. */
void rules_load(struct observer *observer, const struct step *step, const struct access *access);

/* Before an instruction uses its registers. */
void rules_registers(struct observer *observer, const struct step *step);

#endif
