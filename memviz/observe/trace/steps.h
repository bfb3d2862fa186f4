/*
 * From lines to steps: an instruction together with all it loaded and stored,
 * or the delivery of an interrupt together with its stack and table accesses.
 *
 * Owns the repair of what Bochs prints oddly, so that nobody above has to know:
 * - an instruction's accesses follow its line, so a step ends with the next one;
 * - the first line of a hardware interrupt's handler repeats the interrupted
 *   instruction: such a step is marked stale, and only its accesses count;
 * - the store of a read-modify-write has no linear address of its own;
 * - what the guest sends to port 0xe9 appears between the lines, or before one;
 * - after "Next at t=" the debugger prints the current line once more.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_STEPS_H
#define STRATA_MEMVIZ_OBSERVE_STEPS_H

#include "memviz/observe/trace/sites.h"
#include "memviz/observe/trace/trace_line.h"

/* More accesses than one instruction has: a task switch makes about sixty, and
 * fxsave prints each of its parts. */
#define STEP_ACCESSES 512u

enum step_kind {
    STEP_INSN,
    STEP_INTERRUPT, /* an interrupt, trap or fault is delivered */
    STEP_FAULT,     /* the processor found a fault: no accesses */
    STEP_DMA,       /* a device moved bytes; address and length are in access 0 */
    STEP_A20,       /* the gate was set to `vector` */
    STEP_HALT,      /* hlt with interrupts off */
};

struct access {
    uint8_t kind; /* TRACE_READ, TRACE_MODIFY or TRACE_WRITE */
    bool walk;    /* the processor read or marked a page-table entry */
    bool top;     /* walks: of a page directory or a level above it */
    bool has_linear;
    uint32_t length;
    uint64_t address; /* physical */
    uint64_t linear;
    uint64_t value;
};

/* A port that the instruction of a step read or wrote. */
struct port_access {
    bool used;
    bool write;
    uint16_t port;
    uint32_t value;
};

struct step {
    enum step_kind kind;
    bool real;
    bool stale;    /* the line is not that of the instruction that ran */
    bool unmapped; /* instructions: Bochs could not tell the physical address; no site */
    bool hardware; /* interrupts: a device asked for it */
    uint16_t selector;
    uint32_t site;   /* instructions: its place, 0 when unknown */
    uint32_t vector; /* interrupts, faults; A20: the value */
    uint32_t error;
    uint64_t tick;
    uint64_t offset;
    uint64_t physical; /* instructions */
    struct port_access port;
    unsigned access_count;
    struct access accesses[STEP_ACCESSES];
};

/* Called with each step when it is whole. Valid during the call only. */
typedef void step_taker(void *context, const struct step *step);

struct steps {
    struct sites *sites;
    step_taker *taker;
    void *context;
    bool pending;      /* `step` is being put together */
    bool stopped;      /* the debugger stopped: what follows is no execution */
    bool from_device;  /* an IRQ event was seen: the next interrupt is a device's */
    bool after_device; /* the next instruction's line is stale */
    bool started;      /* the first line of a trace was seen */
    uint64_t tick;
    uint64_t lines;
    uint64_t instructions;
    uint64_t unknown;      /* lines that have no known form */
    uint64_t lost;         /* accesses beyond STEP_ACCESSES, and places without memory */
    char unknown_line[96]; /* the first of them, cut */
    char printed[256];     /* what the guest sent to port 0xe9 and no line has shown yet */
    unsigned printed_count;
    struct step step;
};

/* Steps go to taker(context, step); places to sites, which must outlive it. */
void steps_init(struct steps *steps, struct sites *sites, step_taker *taker, void *context);

/* Takes one line, without its newline. */
void steps_take(struct steps *steps, const char *line, size_t size);

/* The trace ends: the step that is pending is whole. */
void steps_end(struct steps *steps);

#endif
