#include "kernel/crash.h"

#include "kernel/assert.h"
#include "kernel/bochs_watch.h"
#include "kernel/core/units.h"
#include "kernel/postmortem.h"
#include "kernel/window.h"
#include "layout_constants.h"

/* One word: the overrun of a loop over integers that runs one too far. */
#define OVERRUN_BYTES 4u

/* These messages name what is missing when a mistake that needs memory cannot be made. */
static const char no_free_frame[] = "no frame is free; give one back with mem free";
static const char no_heap[] = "the heap is full";

/* Through a volatile address, so that the compiler makes the access and cannot
 * know that it is a mistake. */
static volatile uint8_t *pointer_to(uint64_t address)
{
    volatile uintptr_t value = (uintptr_t)address;

    return (volatile uint8_t *)value;
}

/* Calls itself until the stack has run out, long before the deepest call. The
 * array makes each call costly, its use after the call keeps the compiler from
 * making a loop of it. */
static unsigned recurse(unsigned depth, unsigned deepest)
{
    volatile uint8_t local[64];

    if (depth == deepest)
        return 0;
    local[depth % sizeof local] = (uint8_t)depth;
    return recurse(depth + 1, deepest) + local[depth % sizeof local];
}

/* The bitmap knows that the frame is free; without it the second free would hand
 * one frame to two owners, and the fault would show up in either. */
static const char *free_twice(struct machine *m)
{
    uint32_t frame;
    uint64_t address;

    if (frames_alloc(&m->frames, &frame) != STATUS_OK)
        return no_free_frame;
    address = (uint64_t)frame << FRAME_SHIFT;
    frames_free(&m->frames, frame);
    if (frames_free(&m->frames, frame) == STATUS_NOT_ALLOCATED)
        postmortem_panic_at(address, "double free: frame 0x%x at 0x%llx is free already", frame,
                            address);
    return NULL;
}

/* The write itself is legal, for the heap is one mapped range: only the red zone
 * after the allocation can tell, and only when somebody looks. */
static const char *overrun_allocation(struct machine *m)
{
    struct heap_allocation damaged;
    const struct heap_request wanted = {.size = 32, .align = 16, .tag = "crash"};
    uint64_t address;
    uint64_t found;

    if (heap_alloc(&m->heap, &wanted, &address) != STATUS_OK)
        return no_heap;
    for (uint32_t i = 0; i < OVERRUN_BYTES; i++)
        pointer_to(address + wanted.size)[i] = 0;
    if (heap_check(&m->heap, &found, &damaged) != STATUS_OK)
        postmortem_panic_at(found,
                            "heap overrun: '%s' at 0x%llx was overrun: its red zone is damaged "
                            "at 0x%llx",
                            damaged.tag, damaged.start, found);
    return NULL;
}

/* Returns the last free frame, which has no owner, or frame 0 where none is free. */
static uint64_t unowned_address(const struct machine *m)
{
    uint32_t frame = m->frames.count - 1;

    /* From the top, because allocations are given from the bottom. */
    while (frame > 0 && frames_state(&m->frames, frame) != FRAME_FREE)
        frame--;
    return (uint64_t)frame << FRAME_SHIFT;
}

/* A stale pointer: the frame can be reached, but is nobody's. Poison tells
 * afterwards that somebody wrote to it; with the watch on, Bochs stops at the
 * write itself. */
static const char *write_wild(struct machine *m)
{
    uint64_t address = unowned_address(m);
    uint32_t frame = (uint32_t)(address >> FRAME_SHIFT);
    bool was_on = m->poison.on;
    uint64_t found;

    if (frames_state(&m->frames, frame) != FRAME_FREE)
        return no_free_frame;
    bochs_watch_pause();
    if (poison_set(&m->poison, &m->heap, true) != STATUS_OK) {
        bochs_watch_resume();
        return no_heap;
    }
    /* Filling and mapping are accesses of ours, which the watch must not report:
     * it is back on for the one write below and no other. */
    poison_fill(&m->poison, frame, frame + 1);
    volatile uint8_t *stale = window_reach(address);
    bochs_watch_resume();
    *stale = 1;
    bochs_watch_pause();
    poison_set(&m->poison, &m->heap, was_on);
    if (poison_check(&m->poison, frame, &found) != STATUS_OK)
        postmortem_panic_at(found,
                            "wild write: frame 0x%x was written to at 0x%llx, but nobody "
                            "was given it",
                            frame, found);
    bochs_watch_resume();
    return NULL;
}

/* This is assembly, because such a division is undefined behaviour in C. */
static void divide_by_zero(void)
{
    uint32_t quotient = 1;
    uint32_t remainder = 0;

    __asm__ volatile("divl %2" : "+a"(quotient), "+d"(remainder) : "r"(0u));
}

const char *crash_cause(struct machine *m, enum shell_crash crash)
{
    switch (crash) {
    case SHELL_CRASH_NULL:
        *pointer_to(0) = 1;
        break;
    case SHELL_CRASH_STACK:
        recurse(0, UINT32_MAX);
        break;
    case SHELL_CRASH_TEXT:
        /* Faults only because CR0.WP is set: ring 0 writes through a read-only
         * page without it. */
        *pointer_to(m->image.text_start) = 0;
        break;
    case SHELL_CRASH_DOUBLE_FREE:
        return free_twice(m);
    case SHELL_CRASH_WILD:
        return write_wild(m);
    case SHELL_CRASH_REDZONE:
        return overrun_allocation(m);
    case SHELL_CRASH_DIVIDE:
        divide_by_zero();
        break;
    case SHELL_CRASH_OPCODE:
        __asm__ volatile("ud2");
        break;
    case SHELL_CRASH_ASSERT:
        /* Never true on a machine that has booted: K02 refuses one without frames. */
        KERNEL_ASSERT(m->frames.count == 0);
        break;
    case SHELL_CRASH_RETIRED:
        /* The loader's memory is not mapped any more once the kernel runs. */
        *pointer_to(LAYOUT_STAGE2) = 1;
        break;
    }
    return NULL;
}
