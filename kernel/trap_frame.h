/*
 * What the entry of a vector has pushed.
 *
 * Owns the form of the frame, which traps.asm makes, and the reading of it.
 */
#ifndef STRATA_TRAP_FRAME_H
#define STRATA_TRAP_FRAME_H

#include <stdint.h>

#include "kernel/core/fault.h"

struct trap_frame {
    /* pushed by pushad in trap_common */
    uint32_t edi, esi, ebp, esp_at_pushad, ebx, edx, ecx, eax;
    /* pushed by the vector's entry; the error code by the processor where it has
     * one */
    uint32_t vector, error_code;
    /* pushed by the processor */
    uint32_t eip, cs, eflags;
};

/* Returns where esp was when the processor pushed its frame. */
uint32_t trap_esp(const struct trap_frame *frame);

/* The registers of what was interrupted, but for the control registers. */
void trap_read_registers(const struct trap_frame *frame, struct fault_registers *registers);

#endif
