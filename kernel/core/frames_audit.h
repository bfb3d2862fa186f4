/*
 * Looking at the frame bitmap as a whole: its checksums and its invariants.
 *
 * Owns nothing and changes nothing; reads a struct frames.
 */
#ifndef STRATA_CORE_FRAMES_AUDIT_H
#define STRATA_CORE_FRAMES_AUDIT_H

#include "kernel/core/frames.h"

/* What frames_audit_verify() names where it is the counts that are wrong. */
#define FRAMES_AUDIT_COUNTS UINT32_MAX

/* The checksum of a block of FRAMES_BLOCK frames, as docs/telemetry.md defines
 * it: CRC-32 over the block's part of the bitmap, then of the reserved one. */
uint32_t frames_audit_checksum(const struct frames *frames, uint32_t block);

/* Returns whether the tree, the counts, the bounds and the bitmaps agree with each other,
 * and all bits past the end are 1: STATUS_OK, or STATUS_CORRUPT with the first frame
 * concerned in *frame, or FRAMES_AUDIT_COUNTS. */
enum status frames_audit_verify(const struct frames *frames, uint32_t *frame);

#endif
