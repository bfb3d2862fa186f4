/*
 * The clean map and the frame bitmap against the raw entries.
 *
 * Owns the comparison of three accounts that the kernel derives from each other
 * (clean map, plan, bitmap) with what check_raw.h reads in the raw entries. The
 * sentences name the raw entry that disagrees, because that is what a reader can
 * look up.
 */
#ifndef STRATA_CORE_CHECK_MAP_H
#define STRATA_CORE_CHECK_MAP_H

#include "kernel/core/machine.h"

/* Returns whether the clean map says of every byte what the raw entries say, and the
 * plan's sums are theirs. Cheap: it looks at boundaries only. Prints what was
 * found to out, one line. */
bool check_map_clean(const struct machine *machine, struct fmt_sink out);

/* The same, and whether each frame is managed or reserved as the raw entries and
 * the heap demand, and the bitmap ends where usable memory does. */
bool check_map_frames(const struct machine *machine, struct fmt_sink out);

/* Returns whether the bitmap ends where usable memory does. Cheap, and needs no bitmap that is
 * sound. */
bool check_map_count(const struct machine *machine, struct fmt_sink out);

#endif
