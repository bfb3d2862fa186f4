/*
 * What each stretch of physical memory is, from all that the model knows.
 *
 * Owns the answer to "what is at this address", which panes, inspector, map and
 * picture share: the join of the frame bitmap where it reaches, the e820 map
 * beyond it, the regions, the kernel image and the heap. How a kind
 * looks is not decided here: memory_look.h and the picture have a table of looks each. Pure.
 */
#ifndef STRATA_MEMVIZ_MEMORY_H
#define STRATA_MEMVIZ_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/memory/memory_index.h"

/* The kinds, the mildest first: a stretch that holds several is shown as the last
 * of them. Those of the e820 map come in the order of e820_type_rank(). */
enum memory_kind {
    MEMORY_NONE, /* no map says that anything is there */
    MEMORY_FREE,
    MEMORY_RAM, /* RAM that the kernel does not manage */
    MEMORY_ACPI,
    MEMORY_NVS,       /* ACPI's, for good */
    MEMORY_FIRMWARE,  /* reserved by the e820 map */
    MEMORY_UNUSABLE,  /* the BIOS found it bad */
    MEMORY_RESERVED,  /* reserved by the kernel, in RAM */
    MEMORY_REGION,    /* the same, within a region below 1 MiB */
    MEMORY_HEAP_LEFT, /* of the heap, above its cursor */
    MEMORY_HEAP,      /* below its cursor */
    MEMORY_KERNEL,
    MEMORY_USED,    /* handed out by the frame bitmap */
    MEMORY_UNKNOWN, /* managed, or before there is a map, and nothing is known of it */
    MEMORY_CORRUPT, /* of a stretch only: its frames contradict the kernel's checksum */
    MEMORY_KINDS
};

/* What a stretch holds. */
struct memory_survey {
    unsigned kinds;             /* bit 1 << kind for each that occurs */
    enum memory_kind worst;     /* the last of them */
    struct frame_counts frames; /* of the managed frames that it meets, whole or in part */
};

/* What is at an address. */
enum memory_kind memory_find_kind(const struct memory_index *index, uint64_t address);

/* What [start, last] holds, which is not empty. */
struct memory_survey memory_survey(const struct memory_index *index, uint64_t start, uint64_t last);

/* The end of the stretch from address on, at most limit, in which nothing
 * begins, ends or changes. */
uint64_t memory_find_end(const struct memory_index *index, uint64_t address, uint64_t limit);

/* The range of the clean map that holds an address, or NULL. */
const struct e820_range *memory_find_range(const struct memory_index *index, uint64_t address);

/* The last allocation that starts at or below an address, by its number; false
 * when there is none. Allocations lie in the order of their numbers. */
bool memory_find_alloc(const struct model *model, uint64_t address, unsigned *number);

/* What memory of an e820 type is where no frames tell more. */
enum memory_kind memory_get_mapped_kind(uint32_t type);

/* A few words for a kind. */
const char *memory_kind_name(enum memory_kind kind);

#endif
