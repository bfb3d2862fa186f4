#include "kernel/core/protect.h"

#include "kernel/core/bootinfo.h"
#include "kernel/core/units.h"
#include "layout_constants.h"

/* Rows of the loader share pages with each other: adjacent ones are taken as one
 * range, so that pages which two of them fill are covered too. */
static void unmap_retired(struct paging *paging, const struct region *list, size_t count)
{
    uint64_t start = 0;
    uint64_t end = 0;

    for (size_t i = 0; i < count; i++) {
        if (list[i].origin != REGION_DECLARED || list[i].alive)
            continue;
        if (list[i].start != end) {
            paging_protect(paging, start, end, 0);
            start = list[i].start;
        }
        end = list[i].end;
    }
    paging_protect(paging, start, end, 0);
}

void protect_apply(struct paging *paging, const struct regions_runtime *runtime, uint64_t text_end)
{
    struct region list[REGIONS_MAX];
    size_t count = regions_list(runtime, BOOT_STEP_COUNT, list);

    unmap_retired(paging, list, count);
    /* A null pointer, and a null pointer to a structure with an offset below 4
     * KiB. With it go the real-mode vectors, which nobody calls any more. */
    paging_protect(paging, 0, FRAME_SIZE, 0);
    if (runtime->stack_start == LAYOUT_PM_STACK_LOW)
        paging_protect(paging, LAYOUT_PM_LOW_GUARD, LAYOUT_PM_LOW_GUARD_END, 0);
    else
        paging_protect(paging, LAYOUT_PM_STACK_GUARD, LAYOUT_PM_STACK_GUARD_END, 0);
    /* Many chipsets keep the ROMs in RAM, where a write would pass: here it
     * faults. */
    paging_protect(paging, LAYOUT_ROM, LAYOUT_ROM_END, PAGING_PRESENT);
    /* Nothing else is in the last page of the text (kernel/kernel.ld). */
    uint64_t pages_end = (text_end + FRAME_SIZE - 1) & ~(uint64_t)(FRAME_SIZE - 1);
    paging_protect(paging, runtime->kernel_start, pages_end, PAGING_PRESENT);
}
