/*
 * The page tables: they decide which addresses the kernel can read and write.
 *
 * The module owns a page directory, the tables under it that map kernel space [0, heap end) to
 * itself, and one table for the window. The identity map keeps every pointer valid when paging
 * is switched on, and lets a physical address in a report be used as it is. Paging serves
 * protection here: page 0, guard pages and memory that the loader no longer needs are made
 * absent, and code and ROM are made read-only, so that a stray access faults at once.
 * protect.h decides these rights; this module only writes them.
 *
 * Frames above the heap are not mapped. A direct access to one of them faults, which finds stale
 * pointers, and the tables need one page per 4 MiB of kernel space only, however much memory the
 * machine has. Such a frame is reached through the window: a few virtual pages at the top of the
 * address space, whose table is allocated when paging is set up. To map a frame there writes one
 * entry and allocates nothing, so it also works after a fault. The price is one flush of a
 * translation per mapping, and a pointer into the window is valid only until its slot is used
 * again.
 *
 * The tables are allocations of the kernel heap like any other: they have red zones and appear in
 * the heap's list. The functions treat entries as plain memory and run in unit tests on the
 * host. They never load CR3 and never flush a translation: that is the caller's duty after each
 * change. paging_walk() reads the tables themselves and keeps no second record, so what it
 * reports is what a processor without stale translations finds there.
 *
 * The limits: pages have 4 KiB and addresses 32 bits, so memory above 4 GiB cannot be reached.
 * Rights are present and writable; there is no execute-disable, and the tables grant no access
 * to user mode. There is one address space. Rights are set for whole pages, so a range that
 * covers part of a page leaves that page as it was.
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

/* The entries that a walk from a virtual address reads, and what they allow. */
struct paging_walk {
    uint32_t directory_index;
    uint32_t table_index;
    uint32_t directory_entry;
    uint32_t table_entry; /* 0 where the directory entry is not present */
    bool mapped;
    bool writable;
    uint64_t physical; /* where mapped */
};

/* A run of adjacent pages. Either all are mapped, to frames in the same order and with the
 * same rights, or none is. */
struct paging_run {
    uint64_t start; /* virtual, half-open */
    uint64_t end;
    bool mapped;
    bool writable;
    uint64_t physical; /* of start, where mapped */
};

/* Builds the tables in heap for kernel space [0, heap->end): everything present
 * and writable to begin with, nothing in the window. Returns STATUS_NO_MEMORY where the heap is
 * full. */
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

/* Stores in *run the run that begins at virtual page start, which is below 4 GiB. */
void paging_run_at(const struct paging *paging, uint64_t start, struct paging_run *run);

#endif
