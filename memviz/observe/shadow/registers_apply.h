/*
 * What instructions do to the register file.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_REGISTERS_APPLY_H
#define STRATA_MEMVIZ_OBSERVE_REGISTERS_APPLY_H

#include "memviz/observe/shadow/registers.h"

/* Takes over what a step of kind STEP_INSN or STEP_INTERRUPT changes. */
void registers_apply(struct registers *registers, const struct step *step, const struct site *site);

#endif
