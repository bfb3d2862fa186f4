#include "kernel/core/who.h"

#include "kernel/core/units.h"

/* In the order of the list, the larger region before what lies in it. */
static void find_regions(const struct machine *m, struct who *who)
{
    struct regions_runtime runtime = machine_runtime(m);
    struct region list[REGIONS_MAX];
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    for (size_t i = 0; i < count && who->region_count < WHO_REGIONS_MAX; i++) {
        if (who->address >= list[i].start && who->address < list[i].end)
            who->regions[who->region_count++] = list[i];
    }
}

/* Frames from the first, so also those below 1 MiB, which are always reserved. */
static void find_frame(const struct machine *m, struct who *who)
{
    if (who->address >> FRAME_SHIFT >= m->frames.count)
        return;
    who->managed = true;
    who->frame = (uint32_t)(who->address >> FRAME_SHIFT);
    who->state = frames_state(&m->frames, who->frame);
    who->owner = owners_find(&m->owners, who->frame);
}

/* By a walk from the first, for there is no index; it is asked by hand. */
static void find_allocation(const struct machine *m, struct who *who)
{
    if (who->address < m->heap.start || who->address >= m->heap.end)
        return;
    who->heap_part = WHO_HEAP_LEFT;
    if (who->address >= m->heap.cursor)
        return;
    bool valid = heap_first(&m->heap, &who->allocation);
    while (valid && who->allocation.next <= who->address)
        valid = heap_next(&m->heap, &who->allocation);
    if (!valid)
        who->heap_part = WHO_HEAP_NONE; /* a damaged header: nothing is known */
    else if (who->address < who->allocation.start)
        who->heap_part = WHO_HEAP_HEADER;
    else if (who->address < who->allocation.start + who->allocation.size)
        who->heap_part = WHO_HEAP_DATA;
    else
        who->heap_part = WHO_HEAP_RED_ZONE;
}

void who_find(const struct machine *m, uint64_t address, struct who *who)
{
    uint64_t end;

    *who = (struct who){.address = address};
    who->memory = machine_memory_at(m, address, &end);
    who->clean = e820_find(m->clean, m->clean_count, address);
    find_regions(m, who);
    find_frame(m, who);
    find_allocation(m, who);
}
