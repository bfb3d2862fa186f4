#include "kernel/core/plan.h"

#include "kernel/core/frames.h"
#include "kernel/core/units.h"
#include "layout_constants.h"

static uint64_t frame_up(uint64_t address)
{
    return (address + FRAME_SIZE - 1) & ~(uint64_t)(FRAME_SIZE - 1);
}

/* Ranges come in address order: the last one seen is the highest. An end of 2^64
 * does not exist as a number and is given as the last that does. */
static void add_range(struct memory_plan *plan, const struct e820_range *range)
{
    uint64_t below = range->last < 4 * GIB ? range->last : 4 * GIB - 1;
    uint64_t above = range->start < 4 * GIB ? 4 * GIB : range->start;

    /* Not every BIOS lets it begin at 0: page 0 is often reserved. */
    if (range->start < MIB && plan->first_region_end == 0)
        plan->first_region_end = range->last == UINT64_MAX ? UINT64_MAX : range->last + 1;
    plan->ram_end = range->last == UINT64_MAX ? UINT64_MAX : range->last + 1;
    if (range->start <= below)
        plan->free_below_4g += below - range->start + 1;
    if (above <= range->last)
        plan->free_above_4g += range->last - above + 1;
}

/* Usable ranges set how many frames are managed, ACPI ranges how many may be
 * once they are reclaimed. */
static void count_frames(struct memory_plan *plan, const struct e820_range *range)
{
    uint32_t start;
    uint32_t end;

    if (range->type != E820_FREE && range->type != E820_ACPI)
        return;
    if (!e820_range_frames(range, &start, &end))
        return;
    plan->frame_capacity = end;
    if (range->type == E820_FREE)
        plan->frame_count = end;
}

/* Bytes of usable frames in [from, 4 GiB). */
static uint64_t usable_from(const struct e820_range *clean, size_t count, uint64_t from)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t start;
        uint32_t end;
        if (clean[i].type != E820_FREE || !e820_range_frames(&clean[i], &start, &end))
            continue;
        uint64_t low = (uint64_t)start * FRAME_SIZE;
        uint64_t high = (uint64_t)end * FRAME_SIZE;
        if (low < from)
            low = from;
        if (low < high)
            bytes += high - low;
    }
    return bytes;
}

/* The heap is one piece of memory: it ends where the RAM it begins in ends. A
 * machine whose RAM ends by KHEAP_MAX_ADDR would be left without a single free
 * frame if the heap took it all: there it takes half. */
static uint64_t heap_end_for(const struct e820_range *clean, size_t count, uint64_t heap_start)
{
    const struct e820_range *range = e820_find(clean, count, heap_start);
    uint32_t start;
    uint32_t end;

    if (range == NULL || range->type != E820_FREE || !e820_range_frames(range, &start, &end))
        return heap_start;
    uint64_t ram_end = (uint64_t)end * FRAME_SIZE;
    if (ram_end > LAYOUT_KHEAP_MAX_ADDR)
        return heap_start < LAYOUT_KHEAP_MAX_ADDR ? LAYOUT_KHEAP_MAX_ADDR : heap_start;
    /* The limit is half of all usable memory above the kernel: with a hole at 15 MiB the
     * frames after the hole count as well. */
    uint64_t half = usable_from(clean, count, heap_start) / 2 & ~(uint64_t)(FRAME_SIZE - 1);
    return ram_end - heap_start < half ? ram_end : heap_start + half;
}

enum status plan_make(const struct e820_range *clean, size_t count, uint64_t kernel_end,
                      struct memory_plan *plan)
{
    *plan = (struct memory_plan){.heap_start = frame_up(kernel_end)};
    for (size_t i = 0; i < count; i++) {
        count_frames(plan, &clean[i]);
        if (clean[i].type == E820_FREE)
            add_range(plan, &clean[i]);
    }
    plan->heap_end = heap_end_for(clean, count, plan->heap_start);
    /* The bitmaps are sized for ACPI memory too: it may be reclaimed later, and the
     * heap cannot move them. */
    uint64_t needed = frames_memory_size(plan->frame_capacity) + PLAN_HEAP_SPARE;
    return plan->heap_end - plan->heap_start < needed ? STATUS_TOO_SMALL : STATUS_OK;
}

void plan_print_refusal(struct fmt_sink out, const struct memory_plan *plan,
                        const struct e820_range *clean, size_t count)
{
    const struct e820_range *range = e820_find(clean, count, plan->heap_start);
    uint64_t needed = frames_memory_size(plan->frame_capacity) + PLAN_HEAP_SPARE;

    if (range == NULL || range->type != E820_FREE)
        fmt_print(out,
                  "the boot information lacks usable memory after the kernel: 0x%llx is %s in the "
                  "map of %u ranges; check what the BIOS reported",
                  plan->heap_start, range == NULL ? "in none" : e820_type_name(range->type),
                  (unsigned)count);
    else if (LAYOUT_KHEAP_MAX_ADDR < plan->heap_start + needed)
        fmt_print(out,
                  "the layout leaves too little room after the kernel: the heap from 0x%llx needs "
                  "0x%llx bytes for %u frames and ends at 0x%x; raise KHEAP_MAX_ADDR",
                  plan->heap_start, needed, plan->frame_count, LAYOUT_KHEAP_MAX_ADDR);
    else
        fmt_print(
            out,
            "too little memory after the kernel: the heap from 0x%llx would end at 0x%llx and "
            "needs 0x%llx bytes for %u frames; give the machine more memory, or close a "
            "hole there",
            plan->heap_start, plan->heap_end, needed, plan->frame_count);
}
