/*
 * The checks, at the start of the kernel, of what it relies on.
 *
 * Owns the checks that run once, before what they check is used, and the sentence of each
 * refusal (docs/boot-errors.md, K03 to K06). They take few thousand
 * instructions together, and ask the processor and the linker rather than the code
 * that set things up.
 */
#ifndef STRATA_START_CHECK_H
#define STRATA_START_CHECK_H

#include "kernel/core/machine.h"

/* Verifies that the stack pointer lies near the end of the stack [start, end) (K03). */
void start_check_stack(uint32_t start, uint32_t end);

/* Verifies that the GDT that was loaded is ours and sound (K04). To be called before a
 * segment register is loaded from it. */
void start_check_gdt(void);

/* Verifies that the IDT is ours and sound, and that an interrupt brings all registers back
 * (K04). */
void start_check_idt(void);

/* Verifies that .bss is zero, that [state, state + size) lies inside the image, that the image
 * ends no later than its header says, and that the header gives the text as the linker placed
 * it (K05). To be called before .bss is used. */
void start_check_memory(const void *state, uint32_t size);

/* Verifies that the plan puts the heap after the image, that the stack is a row of the layout,
 * that the bitmap ends where usable memory does, and that the page tables have what the kernel
 * needs to run and to report (K06). To be called before paging goes on. */
void start_check_machine(const struct machine *machine);

/* Verifies that the processor uses the machine's page tables, and that read-only pages hold
 * for the kernel itself (K06). To be called when paging is on. */
void start_check_paging(const struct machine *machine);

#endif
