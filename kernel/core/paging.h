/*
 * The page tables: what the processor may touch, and how.
 *
 * Owns a page directory, the tables under it that identity-map kernel space
 * [0, heap end), and one table for the window: a few virtual pages at the top of
 * the address space through which any frame can be reached for a moment. The
 * tables lie in the kernel heap. Pure: entries are memory; loading CR3 and
 * flushing are the caller's.
 *
 * 32-bit paging, 4 KiB pages, two levels: Intel SDM volume 3A, section 4.3.
 *
 *      31           22 21           12 11            0
 *      | directory    | table         | offset       |   a virtual address
 *      | frame of the table or page   | 0 0 . D A . . U W P |   an entry
 */
#ifndef STRATA_CORE_PAGING_H
#define STRATA_CORE_PAGING_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/heap.h"
#include "kernel/core/regions.h"
#include "kernel/core/status.h"

#define PAGING_PRESENT  0x001u
#define PAGING_WRITE    0x002u
#define PAGING_USER     0x004u
#define PAGING_ACCESSED 0x020u
#define PAGING_DIRTY    0x040u

#define PAGING_ENTRIES 1024u

/* The window: the last table's worth of addresses. */
#define PAGING_WINDOW       0xffc00000u
#define PAGING_WINDOW_SLOTS 4u

struct paging {
    uint32_t *directory;        /* where it can be read */
    uint64_t directory_address; /* physical, for CR3 */
    uint32_t *window;           /* the window's table */
    struct heap *heap;          /* where the tables are; owned elsewhere */
    uint64_t end;               /* identity-mapped space is [0, end) */
};

/* What a walk from a virtual address meets. */
struct paging_walk {
    uint32_t directory_index;
    uint32_t table_index;
    uint32_t directory_entry;
    uint32_t table_entry; /* 0 where the directory entry is not present */
    bool mapped;
    bool writable;
    uint64_t physical; /* where mapped */
};

/* Adjacent pages mapped alike: to frames in the same order, with the same
 * rights; or not mapped. */
struct paging_run {
    uint64_t start; /* virtual, half-open */
    uint64_t end;
    bool mapped;
    bool writable;
    uint64_t physical; /* of start, where mapped */
};

/* Builds the tables in heap for kernel space [0, heap->end): everything present
 * and writable to begin with, nothing in the window. STATUS_NO_MEMORY. */
enum status paging_init(struct paging *paging, struct heap *heap);

/* Sets the rights of the identity-mapped pages that [start, end) touches wholly:
 * rights is 0 (not present), PAGING_PRESENT, or that with PAGING_WRITE. Pages
 * that [start, end) covers only in part keep what they had. */
void paging_protect(struct paging *paging, uint64_t start, uint64_t end, uint32_t rights);

/* Maps a window slot (below PAGING_WINDOW_SLOTS) to the frame of physical, which
 * is below 4 GiB; returns the virtual address of physical itself. The caller
 * flushes that page's translation. */
uint32_t paging_map_window(struct paging *paging, uint32_t slot, uint64_t physical);

/* Walks the tables as the processor would. */
void paging_walk(const struct paging *paging, uint32_t virtual, struct paging_walk *walk);

/* The run that begins at virtual page start, which is below 4 GiB. */
void paging_run_at(const struct paging *paging, uint64_t start, struct paging_run *run);

#endif
