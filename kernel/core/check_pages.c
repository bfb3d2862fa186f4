#include "kernel/core/check_pages.h"

#include "kernel/core/layout.h"
#include "kernel/core/units.h"
#include "layout_constants.h"

/* Pages are counted, not addressed: their numbers have 32 bits, and 64-bit arithmetic
 * would double what the checks at boot cost. */
#define PAGE(address) ((uint32_t)((address) >> FRAME_SHIFT))
#define PAGES_ALL     (1u << 20)
#define TABLE_PAGES   1024u
#define WINDOW_PAGE   PAGE(PAGING_WINDOW)

enum demand {
    DEMAND_ABSENT,
    DEMAND_READ_ONLY,
    DEMAND_WRITABLE,
};

/* A demand and whose it is, for the sentence. */
struct wanted {
    enum demand demand;
    const char *name;
};

/* The declared row that holds address, or NULL. */
static const struct layout_row *row_at(uint32_t address)
{
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    for (size_t i = 0; i < count; i++) {
        if (address >= rows[i].start && address < rows[i].end)
            return &rows[i];
    }
    return NULL;
}

/* Returns whether a row is there for a stack that is in its other place. */
static bool is_other_place(const struct machine *m, const struct layout_row *row)
{
    return row->choice != 0 && row->start != m->image.stack_start &&
           row->end != m->image.stack_start;
}

/* Returns whether all of a page lies in rows that the kernel does not need, or no longer. */
static bool is_retired(const struct machine *m, uint32_t start)
{
    for (uint32_t address = start; address < start + FRAME_SIZE;) {
        const struct layout_row *row = row_at(address);
        if (row == NULL || row->kind != LAYOUT_DECLARED)
            return false;
        if (row->reuse_step > BOOT_STEP_COUNT && !is_other_place(m, row))
            return false;
        address = (uint32_t)row->end;
    }
    return true;
}

static struct wanted wanted_low(const struct machine *m, uint32_t address)
{
    const struct layout_row *row = row_at(address);

    if (address == 0)
        return (struct wanted){DEMAND_ABSENT, "page 0"};
    if (row == NULL)
        return (struct wanted){DEMAND_WRITABLE, "low memory"};
    /* The page below the stack in use is its guard. */
    if (address + FRAME_SIZE == m->image.stack_start || is_retired(m, address))
        return (struct wanted){DEMAND_ABSENT, row->symbol};
    if (address >= LAYOUT_ROM && address < LAYOUT_ROM_END)
        return (struct wanted){DEMAND_READ_ONLY, row->symbol};
    return (struct wanted){DEMAND_WRITABLE, row->symbol};
}

static struct wanted wanted_at(const struct machine *m, uint32_t page)
{
    if (page < PAGE(MIB))
        return wanted_low(m, page * FRAME_SIZE);
    if (page >= PAGE(m->image.start) && page <= PAGE(m->image.text_end - 1))
        return (struct wanted){DEMAND_READ_ONLY, "the kernel's code and constants"};
    if (page >= PAGE(m->image.start) && page <= PAGE(m->image.end - 1))
        return (struct wanted){DEMAND_WRITABLE, "the kernel's data"};
    if (page < PAGE(m->heap.end))
        return (struct wanted){DEMAND_WRITABLE, "the heap"};
    return (struct wanted){DEMAND_ABSENT, "memory above kernel space"};
}

/* The entry of a page, by a walk of the tables as the processor makes it: rights
 * that either level refuses are refused. 0 where the page is absent. */
static uint32_t entry_of(const struct machine *m, uint32_t page)
{
    uint32_t upper = m->paging.directory[page / TABLE_PAGES];

    if ((upper & PAGING_PRESENT) == 0)
        return 0;
    const void *table = m->ops.reach(upper & ~(FRAME_SIZE - 1));
    if (table == NULL)
        return 0;
    uint32_t entry = ((const uint32_t *)table)[page % TABLE_PAGES];
    return (entry & PAGING_PRESENT) == 0 ? 0 : entry & (upper | ~PAGING_WRITE);
}

/* What is wrong with an entry; NULL where nothing is. */
static const char *fault_of(uint32_t page, uint32_t entry, enum demand demand)
{
    if (demand == DEMAND_ABSENT)
        return entry == 0 ? NULL : "is mapped, but must be absent";
    if (entry == 0)
        return "is not mapped";
    if (PAGE(entry) != page)
        return "is mapped to another frame";
    if (demand == DEMAND_READ_ONLY)
        return (entry & PAGING_WRITE) == 0 ? NULL : "can be written, but must be read-only";
    return (entry & PAGING_WRITE) != 0 ? NULL : "is read-only, but must be writable";
}

/* The pages [start, end). */
static bool are_as_wanted(const struct machine *m, struct fmt_sink out, uint32_t start,
                          uint32_t end)
{
    for (uint32_t page = start; page < end; page++) {
        struct wanted wanted = wanted_at(m, page);
        const char *fault = fault_of(page, entry_of(m, page), wanted.demand);
        if (fault != NULL) {
            fmt_print(out, "page 0x%llx of %s %s", (uint64_t)page << FRAME_SHIFT, wanted.name,
                      fault);
            return false;
        }
    }
    return true;
}

/* Above kernel space nothing is mapped but the window's slots. A table that is absent
 * is absent as a whole. */
static bool rest_is_absent(const struct machine *m, struct fmt_sink out, uint32_t start)
{
    for (uint32_t page = start; page < WINDOW_PAGE;) {
        uint32_t next = (page / TABLE_PAGES + 1) * TABLE_PAGES;
        if ((m->paging.directory[page / TABLE_PAGES] & PAGING_PRESENT) != 0 &&
            !are_as_wanted(m, out, page, next))
            return false;
        page = next;
    }
    return true;
}

static bool window_is_as_wanted(const struct machine *m, struct fmt_sink out)
{
    if ((m->paging.directory[WINDOW_PAGE / TABLE_PAGES] & PAGING_PRESENT) == 0) {
        fmt_print(out, "the window's page table is not mapped");
        return false;
    }
    return are_as_wanted(m, out, WINDOW_PAGE + PAGING_WINDOW_SLOTS, PAGES_ALL);
}

bool check_pages_essential(const struct machine *m, struct fmt_sink out)
{
    uint32_t stack = PAGE(m->image.stack_start);
    uint32_t screen = PAGE(LAYOUT_VIDEO + 0x18000u); /* text mode */

    /* The stack's guard page is the one below it. */
    return are_as_wanted(m, out, 0, 1) &&
           are_as_wanted(m, out, stack - 1, PAGE(m->image.stack_end)) &&
           are_as_wanted(m, out, screen, screen + 1) &&
           are_as_wanted(m, out, PAGE(m->image.start), PAGE(m->image.end - 1) + 1) &&
           are_as_wanted(m, out, PAGE(m->heap.start), PAGE(m->heap.cursor - 1) + 1);
}

bool check_pages(const struct machine *m, struct fmt_sink out)
{
    uint32_t end = PAGE(m->heap.end + FRAME_SIZE - 1);

    if (!are_as_wanted(m, out, 0, end) || !rest_is_absent(m, out, end) ||
        !window_is_as_wanted(m, out))
        return false;
    fmt_print(out, "%u pages of kernel space are mapped as their regions demand", end);
    return true;
}
