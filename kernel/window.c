#include "kernel/window.h"

#include <stddef.h>

#include "kernel/core/units.h"
#include "kernel/hw/cpu.h"

static struct {
    struct paging *paging;
    uint32_t next_slot;
} state;

void window_init(struct paging *paging)
{
    state.paging = paging;
}

/* The tables are walked instead of asking the regions: what counts is what the
 * processor would do, and retired memory is inside kernel space but not mapped. */
static bool is_mapped(uint64_t address)
{
    struct paging_walk walk;

    if (state.paging == NULL)
        return true;
    if (address >= state.paging->end)
        return false;
    paging_walk(state.paging, (uint32_t)address, &walk);
    return walk.mapped;
}

/* A mapped address is used as it is. That saves a TLB flush for nearly all
 * looks, and leaves the slots for those who compare frames side by side. */
uint8_t *window_reach(uint64_t address)
{
    if (address >= 4 * GIB)
        return NULL;
    if (is_mapped(address))
        return (uint8_t *)(uintptr_t)address;
    uint32_t virtual = paging_map_window(state.paging, state.next_slot, address);
    /* Slots are used in turn, so that a pointer stays valid during the next few calls. */
    state.next_slot = (state.next_slot + 1) % PAGING_WINDOW_SLOTS;
    cpu_flush_page(virtual);
    return (uint8_t *)(uintptr_t) virtual;
}

void window_save(struct window_slots *slots)
{
    slots->next = state.next_slot;
    for (uint32_t i = 0; i < PAGING_WINDOW_SLOTS; i++)
        slots->entries[i] = state.paging->window[i];
}

void window_restore(const struct window_slots *slots)
{
    state.next_slot = slots->next;
    for (uint32_t i = 0; i < PAGING_WINDOW_SLOTS; i++) {
        state.paging->window[i] = slots->entries[i];
        cpu_flush_page(PAGING_WINDOW + i * FRAME_SIZE);
    }
}
