/*
 * Looking at the frame bitmap as a whole: its checksums and its invariants.
 *
 * Owns nothing and changes nothing; reads a struct frames.
 */
#ifndef STRATA_CORE_FRAMES_AUDIT_H
#define STRATA_CORE_FRAMES_AUDIT_H

#include "kernel/core/frames.h"

/* The checksum of a block of FRAMES_BLOCK frames, as docs/telemetry.md defines
 * it: CRC-32 over the block's part of the bitmap, then of the reserved one. */
uint32_t frames_audit_checksum(const struct frames *frames, uint32_t block);

/* Whether the summaries, the counts and the bitmaps agree with each other:
 * STATUS_OK, or STATUS_CORRUPT with the first frame concerned in *frame (the
 * frame count where it is the counts that are wrong). */
enum status frames_audit_verify(const struct frames *frames, uint32_t *frame);

#endif
