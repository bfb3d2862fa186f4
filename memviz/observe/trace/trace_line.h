/*
 * One line of Bochs's trace, taken apart.
 *
 * Owns the forms of the lines that Bochs 2.7 prints with `trace on`,
 * `trace-mem on` and `set $event_reports = 1` (cpu/cpu.cc, bx_debug/dbg_main.cc
 * and cpu/paging.cc of its source print them). Knows nothing of what a line
 * means for the one before it: that is the step reader's work.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_TRACE_LINE_H
#define STRATA_MEMVIZ_OBSERVE_TRACE_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest value that Bochs prints is a vector register of 64 bytes. */
#define TRACE_VALUE_MAX 64u

/* What kind of line it is. */
enum trace_kind {
    TRACE_NOISE,     /* printed by the debugger, not by the trace: banner, prompt, stop */
    TRACE_INSN,      /* an instruction */
    TRACE_NO_INSN,   /* an instruction at an address that cannot be translated */
    TRACE_READ,      /* a load */
    TRACE_MODIFY,    /* the load of a read-modify-write */
    TRACE_WRITE,     /* a store */
    TRACE_INTERRUPT, /* an interrupt, trap or fault is delivered */
    TRACE_EXCEPTION, /* the processor finds a fault */
    TRACE_DMA,       /* a device moved bytes */
    TRACE_A20,       /* the A20 gate was set */
    TRACE_IRQ,       /* a device asked for an interrupt, and the processor took it */
    TRACE_IO,        /* a port was read or written */
    TRACE_HALT,      /* hlt with interrupts off */
    TRACE_STOP,      /* "Next at t=": the debugger stopped the machine */
    TRACE_UNKNOWN,   /* none of these */
};

/* A line taken apart. Which members hold something depends on the kind. */
struct trace_line {
    enum trace_kind kind;
    bool has_linear; /* accesses: LIN was there */
    bool walk;       /* accesses: of a page-table entry, by the processor */
    bool real;       /* instructions: the offset has four digits, so it is 16-bit real mode */
    bool write;      /* DMA, IO: op=write */
    uint16_t selector;
    uint32_t length;  /* accesses, DMA, IO: bytes */
    uint32_t number;  /* vector; A20: 0 or 1; IO: port */
    uint32_t error;   /* interrupts and exceptions: the error code */
    uint64_t tick;    /* instructions and events */
    uint64_t linear;  /* accesses */
    uint64_t address; /* physical */
    uint64_t offset;  /* instructions */
    uint64_t value;   /* the first eight bytes, little-endian */
    const char *text; /* instructions: disassembly and bytes; walks: "PDE" and the like */
    size_t text_size; /* up to the end of the line */
};

/* Takes apart the size bytes at line, without its newline. Never fails: a line
 * that has none of the forms is TRACE_UNKNOWN. `text` points into line. */
void trace_line_parse(struct trace_line *parsed, const char *line, size_t size);

#endif
