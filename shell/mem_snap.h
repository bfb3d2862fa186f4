/*
 * mem snap and mem diff: what has changed since a moment.
 *
 * A snapshot is a checksum for each block of a range, kept in one allocation of the
 * heap that is tagged "snapshot", where the post-mortem shell finds it too. The blocks
 * are as small as SNAP_BLOCKS_MAX of them allow, and at least 16 bytes; a change that
 * was undone is not seen. Copies would be exact, and need as much memory as they copy.
 *
 * Owns the snapshot and how ranges are named.
 */
#ifndef STRATA_SHELL_MEM_SNAP_H
#define STRATA_SHELL_MEM_SNAP_H

#include "shell/shell.h"

/* mem snap [START [END]] [-j] */
void mem_snap_run(const struct shell_call *call);

/* mem diff [-j] */
void mem_diff_run(const struct shell_call *call);

#endif
