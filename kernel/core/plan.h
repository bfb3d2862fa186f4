/*
 * The memory plan: where the heap goes and which frames are managed.
 *
 * Owns the decision, made once from the clean map and the end of the kernel.
 */
#ifndef STRATA_CORE_PLAN_H
#define STRATA_CORE_PLAN_H

#include "kernel/core/e820.h"
#include "kernel/core/status.h"

/* The heap must hold the bitmaps and leave this much to allocate. */
#define PLAN_HEAP_SPARE (64u * 1024u)

struct memory_plan {
    uint64_t heap_start; /* the page after the kernel */
    uint64_t heap_end;
    uint32_t frame_count;    /* frames managed: [0, frame_count), up to the last usable one */
    uint32_t frame_capacity; /* and with ACPI memory, should it be reclaimed */
    uint64_t
        first_region_end;   /* end of the first type 1 range that starts below 1 MiB; 0 if none */
    uint64_t ram_end;       /* end of the last type 1 range, wherever it is; UINT64_MAX clips */
    uint64_t free_below_4g; /* bytes of type 1 below 4 GiB */
    uint64_t free_above_4g; /* bytes of type 1 at or above 4 GiB: shown, not managed */
};

/* Plans for a kernel that ends at kernel_end (address of the first byte after
 * it, below 4 GiB). The heap ends at KHEAP_MAX_ADDR; where RAM ends, or has a
 * hole, there or before, it ends there at the latest and takes at most half of
 * the usable memory above the kernel: some frames are always left. STATUS_TOO_SMALL where the heap
 * would not hold the bitmaps and PLAN_HEAP_SPARE; the plan then holds what was tried. */
enum status plan_make(const struct e820_range *clean, size_t count, uint64_t kernel_end,
                      struct memory_plan *plan);

/* Says in one sentence what is too small where plan_make() refused: the map, which
 * has no usable memory at the heap's start; the row of the layout; or the memory. */
void plan_print_refusal(struct fmt_sink out, const struct memory_plan *plan,
                        const struct e820_range *clean, size_t count);

#endif
