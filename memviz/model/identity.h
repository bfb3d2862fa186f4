/*
 * Whose kernel it is, and what that one has.
 *
 * Owns the rule when the declared layout of Strata stands in for what has not
 * been reported: for Strata alone, never for a kernel of another name. Names of
 * kernels and boot steps come from here. Pure.
 */
#ifndef STRATA_MEMVIZ_IDENTITY_H
#define STRATA_MEMVIZ_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/model/model.h"

/* Room for a name and a version. */
#define IDENTITY_SIZE (2 * MODEL_SYMBOL_SIZE + 2)

/* Returns whether the layout that docs/layout.md declares is this machine's. It is when the
 * kernel's hello gives the name Strata. Before any hello it is when no boot step has
 * a name, because the boot steps of our loader have none. */
bool identity_is_strata(const struct model *model);

/* The number of boot steps to show: as many as the sender says there are, else
 * Strata's six, else those up to the last that was reached. */
unsigned identity_count_steps(const struct model *model);

/* The name of a boot step: reported, or declared for Strata, or "step". */
const char *identity_get_step_name(const struct model *model, unsigned step);

/* Writes the name and version that the kernel's hello gives: "Strata 0.1.0". A
 * kernel that gives no name is called "kernel". The text is empty before a hello. */
void identity_format(char text[IDENTITY_SIZE], const struct model *model);

/* Returns whether the kernel has a part of the state: it has what it does not deny. */
bool identity_has(const struct model *model, enum model_part part);

#endif
