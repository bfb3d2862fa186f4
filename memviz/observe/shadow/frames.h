/*
 * The calls that have not returned: where each return address lies, and what
 * the registers held when an interrupt came.
 *
 * Owns a list of frames, innermost last. It follows what the stack shows, so a
 * frame that is given up without a return disappears when something is pushed
 * over it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_FRAMES_H
#define STRATA_MEMVIZ_OBSERVE_FRAMES_H

#include "memviz/observe/shadow/registers.h"

#define FRAMES_MAX 4096u

struct frame {
    uint64_t slot;     /* linear address of the return address */
    uint64_t low;      /* linear address of the last byte pushed: below slot for an error code */
    uint64_t target;   /* the return address as pushed: offset only */
    uint64_t physical; /* of slot */
    uint64_t tick;
    uint32_t site; /* the call; for an interrupt, the instruction before it */
    uint32_t size; /* bytes of the pushed offset */
    uint32_t vector;
    bool interrupt;
    bool hardware;
    bool fault;
    bool reported;
    uint8_t op;                                /* of the call */
    struct general general[REG_GENERAL_COUNT]; /* interrupts: the registers then */
    struct segment segments[6];
};

struct frames {
    struct frame frames[FRAMES_MAX];
    unsigned count;
};

/* Adds a frame and drops those whose slot the stack pointer has passed. Returns it. */
struct frame *frames_push(struct frames *frames, const struct frame *frame);

/* The frame whose return address lies in slot, or, for an error code that was
 * left, just above it; NULL when nobody called. */
struct frame *frames_find(struct frames *frames, uint64_t slot);

/* Gives up a frame and all that are inside it. */
void frames_drop(struct frames *frames, const struct frame *frame);

#endif
