/*
 * Watches: which accesses the processor reports, and what it has reported.
 *
 * The processor compares each access with four debug registers. A watch takes as many
 * of them as its range has aligned pieces of 1, 2 or 4 bytes. A hit is noted in the
 * middle of whatever ran, so nothing is printed then: it is counted, and the last ones
 * are kept until somebody reports them.
 *
 * Owns the allocation of the registers, their encoding and the hits; pure, the
 * registers themselves are kernel/hw/debugreg.h. (Intel SDM volume 3B, section 17.2.)
 */
#ifndef STRATA_CORE_WATCH_H
#define STRATA_CORE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#define WATCH_SLOTS 4u
#define WATCH_HITS  16u

/* The values are those of the fields R/W in DR7. */
enum watch_kind {
    WATCH_EXECUTE = 0,
    WATCH_WRITE = 1,
    WATCH_ACCESS = 3, /* reads and writes */
};

struct watch_hit {
    uint8_t watch;
    enum watch_kind kind;
    uint32_t address; /* of the piece */
    uint32_t length;
    uint32_t eip; /* of the instruction after a data access, or that is to be executed */
    uint32_t old_value;
    uint32_t new_value;
    uint64_t tsc;
};

struct watch {
    uint32_t length; /* 0: this one is not set */
    uint32_t address;
    enum watch_kind kind;
    bool stops; /* the kernel is to stop at a hit */
    uint32_t hits;
    struct watch_hit last; /* the newest of them, where there is one */
};

struct watches {
    struct watch list[WATCH_SLOTS];
    struct {
        bool used;
        uint8_t watch;
        uint8_t length;
        uint32_t address;
        uint32_t value; /* what was there when last looked */
    } slots[WATCH_SLOTS];
    uint32_t kept; /* hits ever noted */
    uint32_t reported;
    uint32_t shown;                    /* those before it have been shown, though not reported */
    uint32_t changes;                  /* grows whenever anything above changes */
    bool stopped;                      /* the kernel stands still, by a hit or after a step */
    struct watch_hit hits[WATCH_HITS]; /* a ring */
    /* The value of length bytes at address: as the processor has it. */
    uint32_t (*read)(uint32_t address, uint32_t length);
};

/* Returns how many registers the range needs; length is at least 1, and address + length at
 * most 4 GiB. */
uint32_t watch_pieces(uint32_t address, uint32_t length);

/* Sets a watch and returns its number from 0; WATCH_SLOTS, and nothing is changed, where
 * too few registers are free. */
unsigned watch_add(struct watches *watches, uint32_t address, uint32_t length,
                   enum watch_kind kind);

/* Gives up a watch and its registers; its hits are still to be reported. */
void watch_remove(struct watches *watches, unsigned watch);

/* Takes a free register to stop once where the instruction at address is to be executed;
 * false where none is free. Gives it back. */
bool watch_set_stop(struct watches *watches, uint32_t address);
void watch_clear_stop(struct watches *watches);

/* Returns how many registers are free. */
unsigned watch_free_slots(const struct watches *watches);

/* Returns whether any watch is of reads. */
bool watch_has_reads(const struct watches *watches);

/* The value for DR7; DR0 to DR3 are the addresses of the slots. Without data only what is
 * executed counts. */
uint32_t watch_control(const struct watches *watches, bool data);

/* What a trap was by, as bits. */
#define WATCH_NOTED 1u /* hits, which have been noted */
#define WATCH_STOPS 2u /* one of them is of a watch that stops */
#define WATCH_AT    4u /* watch_set_stop() has come to its address */

/* The processor has trapped: dr6 says by which registers. Returns what it was by, 0 where
 * by none of them. */
unsigned watch_note(struct watches *watches, uint32_t dr6, uint32_t eip, uint64_t tsc);

/* The registers, as bits of DR6, that trap before the instruction at eip is executed. */
uint32_t watch_breaks_at(const struct watches *watches, uint32_t eip);

/* The next hit to be reported, oldest first; false where there is none. *lost gets how
 * many were noted before it and are no longer kept. */
bool watch_take(struct watches *watches, struct watch_hit *hit, uint32_t *lost);

#endif
