/*
 * Where in the code something is, in words.
 *
 * Owns the form of such a place. Reports and the backtrace both print it.
 */
#ifndef STRATA_CORE_FAULT_PLACE_H
#define STRATA_CORE_FAULT_PLACE_H

#include "kernel/core/fault.h"

/* Where an instruction is: "name+0x12 (0x00100abc)", or the bare address where no
 * function holds it. The caller form is for return addresses: a call that never
 * returns may be its function's last instruction, so the one before counts. */
void fault_print_place(struct fmt_sink out, const struct symbols *symbols, uint32_t address);
void fault_print_caller(struct fmt_sink out, const struct symbols *symbols, uint32_t address);

/* Prints where the fault is: its instruction, or for a panic the call of the panic. */
void fault_print_fault_place(struct fmt_sink out, const struct symbols *symbols,
                             const struct fault *fault);

#endif
