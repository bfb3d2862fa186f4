/*
 * What a row must be.
 *
 * Owns the rules as questions about a document: whether one row may lie where it
 * lies, whether two rows collide, whether two rows that belong together adjoin.
 * The checker asks them about the document that was written, and the search for
 * a place asks the same ones about each place before it is suggested.
 */
#ifndef STRATA_LAYOUTC_RULES_H
#define STRATA_LAYOUTC_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/layoutc/doc.h"

/* Where every PC BIOS loads the boot sector, and jumps to. */
#define RULES_BOOT_SECTOR 0x7c00u
/* The DMA controller of the floppy counts 16 address bits: a transfer that
 * crosses a multiple of 64 KiB fails with INT 13h status 09h. */
#define RULES_DMA_PAGE 0x10000u
/* 16-bit code whose segment registers are 0 reaches addresses below this. */
#define RULES_REACH_END 0x10000u

/* What a role asks of its rows. */
struct rules_role {
    unsigned alive_max; /* the row is alive from this step at the latest */
    unsigned reuse_min; /* and is not reused before this one */
    uint64_t size_min;  /* in bytes */
    bool real_mode;     /* 16-bit code addresses it */
    bool paged;         /* its pages have rights of their own, or are frames */
    const char *need;   /* why it lives that long: "the loader runs", for a sentence */
};

/* What the role asks; every row may have DOC_ROLE_NONE, which asks nothing. */
const struct rules_role *rules_of(enum doc_role role);

/* Conventional memory: from the end of the firmware's rows at address 0 to the
 * start of its next. */
struct doc_range rules_conventional(const struct doc *doc);

/* Memory from 1 MiB to the top of what 32 bits address. */
struct doc_range rules_high_memory(void);

/* Returns whether the range is wholly in one of the two. */
bool rules_is_inside(const struct doc *doc, struct doc_range range);

/* Returns whether the BIOS could fill the range from a floppy only in parts. */
bool rules_crosses_dma_page(struct doc_range range);

/* The alignment in bytes of a row's start, from its unit and its role. */
uint64_t rules_alignment(const struct doc_row *row);

/* Returns whether a row is filled from disk below 1 MiB in one transfer that crosses a
 * multiple of 64 KiB. */
bool rules_breaks_dma(const struct doc_row *row);

/* Returns whether the row is on the side of its role: below 64 KiB what 16-bit code
 * addresses, from 1 MiB on kernel and frames. */
bool rules_is_in_reach(const struct doc_row *row);

/* Returns whether the row is the boot sector: by its role, or in a document without that
 * role because it is alive in step 1 where the BIOS loads the boot sector. */
bool rules_is_boot_sector(const struct doc_row *row);

/* Returns whether the two rows share a byte in a step in which both are alive. */
bool rules_collide(const struct doc_row *a, const struct doc_row *b);

/* Returns whether the row may lie where it does, as far as it is alone in memory with
 * the firmware. Its size and its lifetime are not asked about. */
bool rules_may_lie(const struct doc *doc, const struct doc_row *row);

/* Returns whether a row of the second role has to adjoin one of the first: a guard ends
 * where its stack starts, the frames start where the kernel's row ends. */
bool rules_belong(enum doc_role leader, enum doc_role follower);

/* Where the follower starts when it adjoins its leader. */
uint64_t rules_follower_start(const struct doc_row *leader, const struct doc_row *follower);

#endif
