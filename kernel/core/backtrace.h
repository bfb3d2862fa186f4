/*
 * The calls that led to an instruction.
 *
 * Owns the walk over the frames on a stack: each holds the ebp of its caller and the address
 * it returns to. Between the call and the second instruction of a function the frame is not
 * made yet; where the code there shows this, the return address is taken from where it is.
 *
 * The limits: the walk needs code that keeps frame pointers, and stops at the first frame that
 * does not lie higher than the one before. It prints at most BACKTRACE_LINES callers and
 * counts a repeated one in one line.
 */
#ifndef STRATA_CORE_BACKTRACE_H
#define STRATA_CORE_BACKTRACE_H

#include "kernel/core/fault.h"

#define BACKTRACE_LINES 16u

/* Prints a line for where the fault is, and one for each caller; symbols may be empty. */
void backtrace_print(struct fmt_sink out, const struct machine *machine,
                     const struct symbols *symbols, const struct fault *fault);

#endif
