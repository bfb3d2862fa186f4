/*
 * The shadow of physical memory: of every byte, who wrote it last, its value,
 * and what has become of it since.
 *
 * Owns nothing but that. It is sparse: a page that nobody touched costs a
 * pointer, and a page that one store filled costs one record (see shadow.c).
 * Addresses of 4 GiB and above have no shadow.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_SHADOW_H
#define STRATA_MEMVIZ_OBSERVE_SHADOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHADOW_PAGE_SIZE  4096u
#define SHADOW_PAGE_COUNT 0x100000u

/* What is known of a byte beside its writer and its value. */
enum shadow_flag {
    SHADOW_EXECUTED = 1,     /* executed since it was last written */
    SHADOW_READ = 2,         /* read since it was last written, other than by a copy */
    SHADOW_WAS_CODE = 4,     /* executed, and written since by something that is no code loader */
    SHADOW_KNOWN = 8,        /* its value is known: it was written, read or executed */
    SHADOW_GIVEN = 16,       /* it was there before the trace began */
    SHADOW_TABLE = 32,       /* the processor used it as part of a table */
    SHADOW_COPIED = 64,      /* copied since it was last written */
    SHADOW_LOADED = 128,     /* a disk, or a copy of what came from one, put it there */
    SHADOW_WAS_STORED = 512, /* a variable of the program, and a read from disk is over it now */
    SHADOW_WAS_LOADED = 256, /* loaded, and written over before anybody had used it */
    SHADOW_WAS_MEANT = 1024, /* the same, and it was not zero: no room that a file leaves */
};

struct shadow_byte {
    uint32_t store; /* index in the log, 0 for nobody */
    uint8_t value;
    uint16_t flags; /* enum shadow_flag */
};

/* The values of a page that is one record repeat after so many bytes: a fill stores
 * up to eight at a time. */
#define SHADOW_PATTERN 8u

/* A page of bytes. Either `bytes` holds each of them, or all are like `uniform`, with
 * their values in `pattern`. */
struct shadow_page {
    struct shadow_byte *bytes;
    struct shadow_byte uniform;
    uint8_t pattern[SHADOW_PATTERN];
    uint32_t generation; /* counts the writes to bytes that had been executed, and unusual ones */
    uint32_t table;      /* page tables: the number of the load of cr3 in which it was one */
    uint16_t flags;      /* of any byte, ever */
};

struct shadow {
    struct shadow_page **pages;
    uint64_t page_count;  /* pages that have a record */
    uint64_t split_count; /* pages that have a record for each byte */
    bool exhausted;       /* there was no memory for a page: the shadow is no longer whole */
};

/* False when there is no memory. */
bool shadow_init(struct shadow *shadow);
void shadow_free(struct shadow *shadow);

/* A byte as it is; all zero for one that nobody touched. */
struct shadow_byte shadow_get(const struct shadow *shadow, uint64_t address);

/* The record of a byte, to be changed; NULL when there is no memory or the
 * address has no shadow. */
struct shadow_byte *shadow_at(struct shadow *shadow, uint64_t address);

/* The page that holds an address, NULL when nobody touched it. */
static inline struct shadow_page *shadow_page_of(const struct shadow *shadow, uint64_t address)
{
    return address >> 32 == 0 ? shadow->pages[address / SHADOW_PAGE_SIZE] : NULL;
}

/* The memory that a store writes. */
struct shadow_span {
    uint64_t address;
    uint32_t length;
};

/* Writes value to a span, little-endian (unknown beyond the eighth byte). The store and the
 * flags of each byte are those of byte. */
void shadow_write(struct shadow *shadow, struct shadow_span span, struct shadow_byte byte,
                  uint64_t value);

/* Lets a page that one store has filled with one pattern become uniform again. */
void shadow_settle(struct shadow *shadow, uint64_t address);

/* Sets flags of every byte of [address, address + length). */
void shadow_mark(struct shadow *shadow, uint64_t address, uint32_t length, uint16_t flags);

/* Little-endian value of up to eight bytes; false unless all are known. */
bool shadow_value(const struct shadow *shadow, uint64_t address, uint32_t length, uint64_t *value);

#endif
