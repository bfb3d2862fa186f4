#include "tools/layoutc/rules.h"

/* `mem stack` shows 214 bytes used in Bochs and 142 in QEMU, calls of their BIOSes
 * included. The loader leaves a BIOS 1 KiB for a read (boot/stage2/guard.inc), and
 * the next power of two is what a BIOS with deeper calls gets. */
#define REAL_STACK_MIN 2048u
/* `mem stack` shows 3,308 bytes used after mem check, mem stress and mem e820 why in
 * both emulators. As much again is left for a trap on top of that, in whole pages. */
#define STACK_MIN 8192u
#define PAGE      4096u
/* The kernel checks the word after the raw map. */
#define MAP_GUARD 4u

static const struct rules_role roles[DOC_ROLE_COUNT] = {
    [DOC_ROLE_NONE] = {.alive_max = DOC_NEVER},
    [DOC_ROLE_BOOT_SECTOR] = {1, 5, 512, true, false, "the A20 gate is tested through it"},
    [DOC_ROLE_LOADER] = {1, 6, 512, true, false, "the loader runs"},
    [DOC_ROLE_BOOT_INFORMATION] = {1, 6, sizeof(struct bootinfo) + MAP_GUARD, true, false,
                                   "the loader writes to it"},
    [DOC_ROLE_LOAD_BUFFER] = {4, 5, 512, true, false, "the kernel is read through it"},
    [DOC_ROLE_REAL_STACK] = {1, 6, REAL_STACK_MIN, true, false, "the loader runs"},
    [DOC_ROLE_STACK] = {5, DOC_NEVER, STACK_MIN, false, true, "the kernel runs"},
    [DOC_ROLE_GUARD] = {5, DOC_NEVER, PAGE, false, true, "its stack is used"},
    [DOC_ROLE_KERNEL] = {4, DOC_NEVER, PAGE, false, true, "the kernel lies there"},
    [DOC_ROLE_FRAMES] = {6, DOC_NEVER, PAGE, false, true, "the kernel runs"},
};

const struct rules_role *rules_of(enum doc_role role)
{
    return &roles[role];
}

/* The firmware's rows at the bottom may be one block or several that adjoin; the
 * first gap after them is conventional memory, and the next row of the firmware
 * ends it. The rows are sorted. */
struct doc_range rules_conventional(const struct doc *doc)
{
    struct doc_range window = {0, MIB};

    for (size_t i = 0; i < doc->row_count; i++) {
        const struct doc_row *row = &doc->rows[i];
        if (!row->firmware)
            continue;
        if (row->at.start > window.start)
            return (struct doc_range){window.start, row->at.start};
        if (row->at.end > window.start)
            window.start = row->at.end;
    }
    return window;
}

/* Up to 4 GiB, however little RAM a machine has: the kernel finds out what is
 * there. */
struct doc_range rules_high_memory(void)
{
    return (struct doc_range){MIB, DOC_TOP};
}

static bool contains(struct doc_range outer, struct doc_range inner)
{
    return inner.start >= outer.start && inner.end <= outer.end;
}

/* A row lies in one window as a whole: between them is the firmware. */
bool rules_is_inside(const struct doc *doc, struct doc_range range)
{
    return contains(rules_conventional(doc), range) || contains(rules_high_memory(), range);
}

/* The last byte counts, and not the end: a transfer up to the boundary works. */
bool rules_crosses_dma_page(struct doc_range range)
{
    return range.start / RULES_DMA_PAGE != (range.end - 1) / RULES_DMA_PAGE;
}

uint64_t rules_alignment(const struct doc_row *row)
{
    uint64_t alignment = doc_unit_alignment(row->unit);

    return roles[row->role].paged && alignment < PAGE ? PAGE : alignment;
}

/* The BIOS reads nothing from disk to addresses above 1 MiB. */
bool rules_breaks_dma(const struct doc_row *row)
{
    bool from_disk = row->unit == DOC_UNIT_SECTOR || row->role == DOC_ROLE_LOAD_BUFFER ||
                     row->role == DOC_ROLE_LOADER;

    return from_disk && row->at.end <= MIB && rules_crosses_dma_page(row->at);
}

bool rules_is_in_reach(const struct doc_row *row)
{
    if (row->role == DOC_ROLE_KERNEL || row->role == DOC_ROLE_FRAMES)
        return row->at.start >= MIB;
    return !roles[row->role].real_mode || row->at.end <= RULES_REACH_END;
}

bool rules_is_boot_sector(const struct doc_row *row)
{
    if (row->role == DOC_ROLE_NONE)
        return !row->firmware && row->at.start == RULES_BOOT_SECTOR && row->alive == 1;
    return row->role == DOC_ROLE_BOOT_SECTOR;
}

bool rules_collide(const struct doc_row *a, const struct doc_row *b)
{
    struct doc_range shared = doc_range_intersect(a->at, b->at);

    return shared.start < shared.end && doc_rows_coexist(a, b);
}

bool rules_may_lie(const struct doc *doc, const struct doc_row *row)
{
    if (rules_is_boot_sector(row) && row->at.start != RULES_BOOT_SECTOR)
        return false;
    return row->at.start % rules_alignment(row) == 0 && rules_is_inside(doc, row->at) &&
           rules_is_in_reach(row) && !rules_breaks_dma(row);
}

bool rules_belong(enum doc_role leader, enum doc_role follower)
{
    return (leader == DOC_ROLE_STACK && follower == DOC_ROLE_GUARD) ||
           (leader == DOC_ROLE_KERNEL && follower == DOC_ROLE_FRAMES);
}

uint64_t rules_follower_start(const struct doc_row *leader, const struct doc_row *follower)
{
    if (leader->role == DOC_ROLE_STACK)
        return leader->at.start - follower->size;
    return leader->at.end;
}
