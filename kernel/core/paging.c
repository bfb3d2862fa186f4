#include "kernel/core/paging.h"

#include "kernel/core/bytes.h"
#include "kernel/core/units.h"

#define PAGE_SIZE    FRAME_SIZE
#define TABLE_SPAN   (PAGING_ENTRIES * (uint64_t)PAGE_SIZE)
#define FRAME_MASK   0xfffff000u
#define RIGHTS_MASK  (PAGING_PRESENT | PAGING_WRITE)
#define WINDOW_INDEX (PAGING_WINDOW >> 22)

/* Ten bits, ten bits and twelve, as the header draws them. */
static uint32_t directory_index(uint32_t virtual)
{
    return virtual >> 22;
}

static uint32_t table_index(uint32_t virtual)
{
    return virtual >> FRAME_SHIFT & (PAGING_ENTRIES - 1);
}

/* A page of zeros from the heap: all entries not present. Page tables are
 * allocations like any other: listed, tagged, with red zones. */
static enum status take_table(struct heap *heap, const char *tag, uint32_t **table,
                              uint64_t *address)
{
    const struct heap_request wanted = {.size = PAGE_SIZE, .align = PAGE_SIZE, .tag = tag};
    enum status status = heap_alloc(heap, &wanted, address);

    if (status != STATUS_OK)
        return status;
    *table = heap_pointer(heap, *address);
    bytes_fill(*table, 0, PAGE_SIZE);
    return STATUS_OK;
}

/* The table that a directory entry points to. Tables are in the heap, so the
 * heap knows where in memory they can be reached. */
static uint32_t *table_at(const struct paging *paging, uint32_t index)
{
    uint32_t entry = paging->directory[index];

    return (entry & PAGING_PRESENT) == 0 ? NULL : heap_pointer(paging->heap, entry & FRAME_MASK);
}

static enum status add_identity_table(struct paging *paging, uint32_t index)
{
    uint64_t address;
    uint32_t *table;
    enum status status = take_table(paging->heap, "page table", &table, &address);

    if (status != STATUS_OK)
        return status;
    paging->directory[index] = (uint32_t)address | RIGHTS_MASK;
    /* Kernel space maps to itself: what was an address before paging still is. In 64 bits
     * these loops would be a tenth of the kernel's start. */
    uint32_t page = index * (uint32_t)TABLE_SPAN;
    uint32_t last = (uint32_t)(paging->end - 1);
    for (uint32_t i = 0; i < PAGING_ENTRIES && page <= last; i++, page += PAGE_SIZE)
        table[i] = page | RIGHTS_MASK;
    return STATUS_OK;
}

/* The window's table is there from the start: mapping a frame must not allocate,
 * least of all after a fault. */
enum status paging_init(struct paging *paging, struct heap *heap)
{
    uint64_t address;
    enum status status;

    *paging = (struct paging){.heap = heap, .end = heap->end};
    status = take_table(heap, "page directory", &paging->directory, &paging->directory_address);
    for (uint32_t i = 0; status == STATUS_OK && i * TABLE_SPAN < paging->end; i++)
        status = add_identity_table(paging, i);
    if (status == STATUS_OK)
        status = take_table(heap, "page window", &paging->window, &address);
    if (status == STATUS_OK)
        paging->directory[WINDOW_INDEX] = (uint32_t)address | RIGHTS_MASK;
    return status;
}

void paging_protect(struct paging *paging, uint64_t start, uint64_t end, uint32_t rights)
{
    uint64_t page = (start + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);

    if (end > paging->end)
        end = paging->end;
    for (; page + PAGE_SIZE <= end; page += PAGE_SIZE) {
        /* Not present is entry 0, without the frame: a walk cannot mistake it. */
        uint32_t *table = table_at(paging, directory_index((uint32_t)page));
        table[table_index((uint32_t)page)] = rights == 0 ? 0 : (uint32_t)page | rights;
    }
}

/* Writes one entry and no more; what the processor has cached of the slot is for
 * the caller to flush. */
uint32_t paging_map_window(struct paging *paging, uint32_t slot, uint64_t physical)
{
    paging->window[slot] = ((uint32_t)physical & FRAME_MASK) | RIGHTS_MASK;
    return PAGING_WINDOW + slot * PAGE_SIZE + ((uint32_t)physical & ~FRAME_MASK);
}

/* The tables themselves are read, so that the result is what the processor finds and not
 * what was intended when they were written. */
void paging_walk(const struct paging *paging, uint32_t virtual, struct paging_walk *walk)
{
    *walk = (struct paging_walk){directory_index(virtual), table_index(virtual),
                                 .directory_entry = paging->directory[directory_index(virtual)]};
    const uint32_t *table = table_at(paging, walk->directory_index);
    if (table == NULL)
        return;
    walk->table_entry = table[walk->table_index];
    if ((walk->table_entry & PAGING_PRESENT) == 0)
        return;
    walk->mapped = true;
    /* Both levels must allow it (Intel SDM volume 3A, section 4.6.1, CR0.WP = 1). */
    walk->writable = (walk->directory_entry & walk->table_entry & PAGING_WRITE) != 0;
    walk->physical = (walk->table_entry & FRAME_MASK) | (virtual & ~FRAME_MASK);
}

/* Returns whether the page at virtual continues run. */
static bool continues(const struct paging *paging, const struct paging_run *run, uint64_t virtual)
{
    struct paging_walk walk;

    paging_walk(paging, (uint32_t) virtual, &walk);
    if (walk.mapped != run->mapped)
        return false;
    return !run->mapped || (walk.writable == run->writable &&
                            walk.physical == run->physical + (virtual - run->start));
}

void paging_run_at(const struct paging *paging, uint64_t start, struct paging_run *run)
{
    struct paging_walk walk;

    paging_walk(paging, (uint32_t)start, &walk);
    *run = (struct paging_run){start, start + PAGE_SIZE, walk.mapped, walk.writable, walk.physical};
    while (run->end < 4 * GIB) {
        /* An absent table is absent as a whole: no need to look at each page. */
        if (!run->mapped && run->end % TABLE_SPAN == 0 &&
            table_at(paging, directory_index((uint32_t)run->end)) == NULL)
            run->end += TABLE_SPAN;
        else if (continues(paging, run, run->end))
            run->end += PAGE_SIZE;
        else
            return;
    }
}
