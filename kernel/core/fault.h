/*
 * The explanation of a fault: which mistake it is, and the report about it.
 *
 * The module owns the reading of an exception. A struct fault holds the state of the processor
 * at the fault, or the text of a panic. fault_classify() compares it with what the machine knows
 * (the image, the stack, the regions, the frame bitmap) and returns one kind of mistake. The
 * kind selects the sentence that opens the report. The order of the tests matters: the special
 * pages come before the general rules, because the address of a null pointer or of a guard page
 * also satisfies a weaker description.
 *
 * The report starts with what is most certain and ends with what is least certain: the sentence,
 * the place, the error code, what each account of memory holds about the address, the registers,
 * and only then the bytes of code, the backtrace and the log. The late parts read memory that may
 * be damaged, and that reading may fault again. All lines before such a second fault are already
 * printed. The raw numbers are printed next to the words, because the classification is a
 * conclusion and can be wrong.
 *
 * The functions change nothing, allocate nothing, and print to a sink, so the unit tests run
 * every kind on the host with an invented processor state. The caller supplies the stack and the
 * output that still work after a fault (kernel/postmortem.c). Memory is read through the
 * machine's ops: code bytes only where the memory map has memory, and stack words only inside
 * the kernel's stack or image.
 *
 * The limits: a jump to an address without memory is reported as a read, because the processor
 * reports a fetch only with execute-disable on. A stack overflow that jumps over the whole guard
 * page is not recognised as one. The backtrace has limits of its own (backtrace.h).
 *
 * Vectors and error codes: Intel SDM volume 3A, sections 6.13 and 6.15; page
 * faults section 4.7.
 */
#ifndef STRATA_CORE_FAULT_H
#define STRATA_CORE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/fmt.h"
#include "kernel/core/json.h"
#include "kernel/core/machine.h"
#include "kernel/core/symbols.h"

#define FAULT_EXCEPTIONS   32u
#define FAULT_DEBUG        1u
#define FAULT_DOUBLE       8u
#define FAULT_GENERAL      13u
#define FAULT_PAGE         14u
#define FAULT_NOT_A_VECTOR 0xffu /* a panic or a failed assertion */

#define FAULT_TEXT_SIZE 160u
/* Room for the text of a check (check.h). */
#define FAULT_NOTE_SIZE 140u

/* The registers of the processor when the fault happened. */
struct fault_registers {
    uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp;
    uint32_t eip, eflags, cs;
    uint32_t cr0, cr2, cr3;
};

struct fault {
    uint32_t vector; /* or FAULT_NOT_A_VECTOR */
    uint32_t error_code;
    struct fault_registers registers;
    bool has_address; /* address is set: what was touched, or is concerned */
    uint64_t address;
    bool has_line; /* line is set: no exception, but an interrupt that came on its vector */
    uint32_t line;
    char text[FAULT_TEXT_SIZE]; /* of a panic; empty for an exception */
    char note[FAULT_NOTE_SIZE]; /* what else was found to be wrong; empty for nothing */
};

/* Which mistake it is. */
enum fault_kind {
    FAULT_KIND_OTHER,
    FAULT_KIND_PANIC,
    FAULT_KIND_LINE,     /* an interrupt line that arrived on an exception's vector */
    FAULT_KIND_NULL,     /* an access to page 0 */
    FAULT_KIND_STACK,    /* the stack ran out of its region */
    FAULT_KIND_ESP,      /* the stack pointer is on no stack */
    FAULT_KIND_TEXT,     /* a write to code or constants */
    FAULT_KIND_ROM,      /* a write to anything else that can only be read */
    FAULT_KIND_RETIRED,  /* memory of the loader that is no longer its */
    FAULT_KIND_WILD,     /* a frame that nobody was given */
    FAULT_KIND_UNMAPPED, /* any other address without memory */
};

/* The name of an exception, "page fault"; of FAULT_NOT_A_VECTOR, "panic". */
const char *fault_name(uint32_t vector);

/* Which mistake it is. */
enum fault_kind fault_classify(const struct machine *machine, const struct fault *fault);

/* The diagnosis in one sentence, without a line end. */
void fault_print_sentence(struct fmt_sink out, const struct machine *machine,
                          const struct fault *fault);

/* These print the registers, and the bytes of code at eip, in lines that end with LF. */
void fault_print_registers(struct fmt_sink out, const struct fault_registers *registers);
void fault_print_code(struct fmt_sink out, const struct machine *machine, uint32_t eip);

/* Prints the whole report: sentence, place, decoded error code, what is known of the address,
 * registers, code, backtrace and the last lines of the log. */
void fault_print_report(struct fmt_sink out, const struct machine *machine,
                        const struct symbols *symbols, const struct fault *fault);

#endif
