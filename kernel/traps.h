/*
 * Interrupts and exceptions.
 *
 * Owns what happens on each vector: interrupt lines go to their drivers, an
 * exception is reported on every channel and ends the machine.
 */
#ifndef STRATA_TRAPS_H
#define STRATA_TRAPS_H

#include <stdbool.h>
#include <stdint.h>

struct trap_frame {
    /* pushed by pushad in trap_common */
    uint32_t edi, esi, ebp, esp_at_pushad, ebx, edx, ecx, eax;
    /* pushed by the vector's entry; the error code by the processor where it has
     * one */
    uint32_t vector, error_code;
    /* pushed by the processor */
    uint32_t eip, cs, eflags;
};

/* Loads the IDT, programs the interrupt controllers and the timer and lets the
 * lines of the timer and the serial ports through. Interrupts stay off. */
void trap_init(void);

/* Takes one interrupt that came on a line without a driver since the last call;
 * false where there was none. */
bool trap_take_stray(unsigned *line);

/* Called from trap_common only. */
void trap_handle(struct trap_frame *frame);

#endif
