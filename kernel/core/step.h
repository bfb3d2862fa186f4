/*
 * Which instructions are stepped over as one.
 *
 * Owns the lengths of calls and of repeated string instructions, and of no other
 * instruction: any other is executed by a single step of the processor. The forms are
 * those of 32-bit code. (Intel SDM volume 2: CALL, REP, and the ModR/M byte in section 2.1.)
 */
#ifndef STRATA_CORE_STEP_H
#define STRATA_CORE_STEP_H

#include <stddef.h>
#include <stdint.h>

/* The longest instruction. */
#define STEP_BYTES 15u

/* The length in bytes of the call, or of the repeated string instruction, at code, of
 * which size bytes are known; 0 where it is neither, or not known whole. */
size_t step_over_length(const uint8_t *code, size_t size);

#endif
