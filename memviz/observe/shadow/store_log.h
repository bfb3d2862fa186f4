/*
 * The log of all stores, in the order in which they happened.
 *
 * Owns what is remembered of a store: when, by which place in the code, where,
 * how long, and in what manner. It only grows. A repeated string instruction is
 * one record as long as it moves on without a gap, and so is a loop of plain
 * stores that moves on in step.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_STORE_LOG_H
#define STRATA_MEMVIZ_OBSERVE_STORE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In what manner bytes came to be where they are. */
enum store_kind {
    STORE_NONE,   /* nobody wrote them while the trace ran */
    STORE_LOADED, /* the BIOS loaded them as the boot sector, before the trace began */
    STORE_PLAIN,  /* an ordinary store */
    STORE_FILL,   /* stos */
    STORE_COPY,   /* movs */
    STORE_PUSH,   /* a push, a call, or the delivery of an interrupt */
    STORE_DISK,   /* ins from a disk's data port */
    STORE_DMA,    /* a device by itself */
    STORE_WALK,   /* accessed and dirty bits of a page-table entry */
};

/* One record. `part` is 1 or 2 for a range of a read that the disk knows as well. */
struct store {
    uint64_t tick;
    uint64_t last_tick; /* of the last repetition */
    uint32_t site;      /* index of the place in the code, 0 for a device */
    uint32_t address;   /* physical; the lowest byte */
    uint32_t length;
    uint32_t source; /* copies: where the bytes at address came from */
    uint32_t read;   /* disk reads: index of the read, else 0 */
    uint32_t sector; /* disk reads: the first sector */
    uint8_t kind;    /* enum store_kind */
    bool down;       /* a repetition towards lower addresses */
    bool firmware;   /* the code of a BIOS stored */
    uint8_t unit;    /* loops: bytes a round, which all take the same ticks; otherwise 0 */
};

struct store_log {
    struct store *stores; /* the first is unused, so that index 0 means nobody */
    uint32_t count;
    uint32_t capacity;
};

/* False when there is no memory. */
bool store_log_init(struct store_log *log);
void store_log_free(struct store_log *log);

/* Appends a record and returns its index; 0 when there is no memory. */
uint32_t store_log_add(struct store_log *log, const struct store *store);

/* Takes a store for one more repetition of the last record when it continues it
 * and returns the record's index; 0 when it does not. */
uint32_t store_log_extend(struct store_log *log, const struct store *store);

/* The same for a store of a loop: it must continue the newest record in place and in
 * time, with as many ticks between any two rounds. */
uint32_t store_log_extend_loop(struct store_log *log, const struct store *store);

/* When a record wrote one of its bytes. Of a repetition that was interrupted the last tick
 * is all that is certain. */
uint64_t store_log_get_tick(const struct store *store, uint64_t address);

/* The record with an index, valid until the next is added. */
static inline struct store *store_log_get(const struct store_log *log, uint32_t index)
{
    return &log->stores[index];
}

/* "disk read", "copy" and so on. */
const char *store_kind_name(unsigned kind);

#endif
