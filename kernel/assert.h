/*
 * Assertions: invariants of the kernel that are always checked.
 *
 * A broken one ends in the post-mortem, with its expression and its place.
 */
#ifndef STRATA_ASSERT_H
#define STRATA_ASSERT_H

#include "kernel/postmortem.h"

/* Ends the kernel's life unless expression holds. */
#define KERNEL_ASSERT(expression)                                                                  \
    do {                                                                                           \
        if (!(expression))                                                                         \
            postmortem_panic("assertion failed: %s, %s:%u", #expression, __FILE__,                 \
                             (unsigned)__LINE__);                                                  \
    } while (0)

#endif
