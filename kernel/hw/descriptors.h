/*
 * The descriptor tables as the processor has them, verified.
 *
 * Owns a reading of its own of the GDT and the IDT, by what sgdt and sidt report:
 * it shares no constants with cpu.c, which makes them. (Intel SDM volume 3A,
 * sections 3.4.5 and 6.11.)
 */
#ifndef STRATA_HW_DESCRIPTORS_H
#define STRATA_HW_DESCRIPTORS_H

#include <stdint.h>

/* Where the tables must lie: the kernel's own memory. */
struct descriptors_home {
    uint32_t start;
    uint32_t end;
};

/* What is wrong with the GDT, one phrase, or NULL: it lies in home, and its code
 * and data segments are flat. Safe to ask before a segment register is loaded. */
const char *descriptors_check_gdt(const struct descriptors_home *home);

/* Does the same for the IDT: each of the vectors leads to its entry (count addresses)
 * through the code segment, the double fault to a task. */
const char *descriptors_check_idt(const struct descriptors_home *home, const uint32_t *entries,
                                  uint32_t count);

#endif
