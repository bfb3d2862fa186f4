/*
 * Interrupts and exceptions.
 *
 * Owns what happens on each vector: interrupt lines go to their drivers, an
 * exception is reported on every channel and ends the machine. Exceptions are
 * caught from the first lines of the kernel on, before any of its state is set up.
 */
#ifndef STRATA_TRAPS_H
#define STRATA_TRAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/machine.h"
#include "kernel/trap_frame.h"

/* Loads the IDT and sets up the double-fault task: from now on each exception is
 * reported. Needs nothing but the GDT. */
void trap_init_exceptions(void);

/* Programs the interrupt controllers and the timer and lets the lines of the timer
 * and the serial ports through. Interrupts stay off. */
void trap_init_lines(void);

/* From now on faults are explained from machine, which is set up, and its page
 * tables are checked before they are used again. */
void trap_explain_from(struct machine *machine);

/* The addresses of the vectors' entries, CPU_VECTORS of them. (traps.asm) */
const uint32_t *trap_entry_table(void);

/* Fills the registers with a pattern, takes an interrupt, and compares. Returns 0
 * where all came back, else 1 and the place of the first that did not in the order
 * of pushad: edi, esi, ebp, esp, ebx, edx, ecx, eax. (traps.asm) */
uint32_t trap_test_registers(void);

/* Takes one interrupt that came on a line without a driver since the last call;
 * false where there was none. */
bool trap_take_stray(unsigned *line);

/* Returns how many interrupts of the serial ports and the timer have arrived on a line. */
uint32_t trap_line_count(unsigned line);

/* Called from trap_common only. */
void trap_handle(struct trap_frame *frame);

#endif
