/*
 * The processor: descriptor tables, interrupts on and off, time stamps.
 *
 * Owns the GDT and the IDT. (Intel SDM volume 3A, sections 3.4 and 6.10.)
 */
#ifndef STRATA_HW_CPU_H
#define STRATA_HW_CPU_H

#include <stdbool.h>
#include <stdint.h>

#define CPU_VECTORS 48u /* 32 exceptions, 16 interrupt lines */

/* Selectors of the flat segments in the GDT; traps.asm uses them as well. */
#define CPU_CODE_SELECTOR 0x08u
#define CPU_DATA_SELECTOR 0x10u

/* Loads our GDT and reloads every segment register: the loader's GDT lies in
 * memory that may be reused. */
void cpu_init_gdt(void);

/* Loads an IDT whose vectors 0 to CPU_VECTORS - 1 are interrupt gates to the
 * entries (as many addresses). */
void cpu_init_idt(const uint32_t *entries);

/* Lets interrupts in, and keeps them out. */
void cpu_enable_interrupts(void);
void cpu_disable_interrupts(void);

/* Keeps interrupts out and returns whether they were let in; restore() puts
 * that back. */
bool cpu_save_interrupts(void);
void cpu_restore_interrupts(bool enabled);

/* Lets interrupts in and sleeps until one comes, with no window between the two
 * in which one could be missed. */
void cpu_wait(void);

/* Sleeps for ever, deaf. */
_Noreturn void cpu_halt(void);

/* The time-stamp counter. */
uint64_t cpu_ticks(void);

/* The address whose access faulted last (CR2). */
uint32_t cpu_fault_address(void);

#endif
