/*
 * Whether what the kernel lives in lies in memory that is there and its own.
 *
 * Owns the places that the kernel cannot do without: its image, its stack, the
 * heap and the page tables. Each must lie in RAM that the raw entries call usable
 * and that the firmware does not keep, and the heap must leave the frames alone.
 */
#ifndef STRATA_CORE_CHECK_PLACES_H
#define STRATA_CORE_CHECK_PLACES_H

#include "kernel/core/machine.h"

/* Prints what was found to out, one line; true where every place is sound. */
bool check_places(const struct machine *machine, struct fmt_sink out);

/* Returns whether the stack is one of the two rows that the layout has for it. */
bool check_places_stack(const struct machine *machine, struct fmt_sink out);

#endif
