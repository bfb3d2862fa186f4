/*
 * The hand-over from the loader, judged.
 *
 * Owns the question whether what the kernel was entered with is what our loader
 * leaves, and the sentence for each way in which it is not. Nothing of the boot
 * information is used before this module has accepted it.
 */
#ifndef STRATA_CORE_HANDOVER_H
#define STRATA_CORE_HANDOVER_H

#include <stdbool.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/fmt.h"

/* The values that the kernel was entered with. */
struct handover {
    uint32_t magic;    /* eax: BOOTINFO_MAGIC from our loader */
    uint32_t address;  /* ebx: the address that the loader passed for the boot information */
    uint32_t expected; /* where docs/layout.md puts it */
    const struct bootinfo *boot; /* what lies at expected */
};

/* Returns whether the hand-over is our loader's. Otherwise prints to out which of these it
 * is: entered at the wrong address, started by another loader, not written, or
 * overwritten, and by what that is seen. */
bool handover_check(const struct handover *handover, struct fmt_sink out);

/* The number of the next record on COM2 as the loader left it; 0, a new stream,
 * where what it left makes no sense. */
uint32_t handover_next_record(const struct bootinfo *boot);

#endif
