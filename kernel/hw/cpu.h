/*
 * The processor: descriptor tables, tasks, paging on and off, time stamps.
 *
 * Owns the GDT, the IDT and two task-state segments: the one we run in, and one
 * for double faults, which needs a stack of its own because the usual cause is
 * that ours has run out. (Intel SDM volume 3A, sections 3.4, 6.10, 7.2.)
 */
#ifndef STRATA_HW_CPU_H
#define STRATA_HW_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "kernel/core/fault.h"

/* 32 exceptions, 16 interrupt lines, and one that the kernel tests itself with. */
#define CPU_VECTORS     49u
#define CPU_TEST_VECTOR 48u

/* Selectors of the flat segments in the GDT; traps.asm uses them as well. */
#define CPU_CODE_SELECTOR       0x08u
#define CPU_DATA_SELECTOR       0x10u
#define CPU_TASK_SELECTOR       0x18u
#define CPU_FAULT_TASK_SELECTOR 0x20u

/* Loads our GDT: the loader's lies in memory that may be reused. The segment
 * registers keep what they have until they are reloaded from it. */
void cpu_load_gdt(void);
void cpu_reload_segments(void);

/* Loads an IDT whose vectors 0 to CPU_VECTORS - 1 are interrupt gates to the
 * entries (as many addresses). */
void cpu_init_idt(const uint32_t *entries);

/* Loads that IDT again with only its first count vectors: every other vector is a
 * general protection fault from then on. */
void cpu_limit_idt(unsigned count);

/* Makes vector 8 a task gate to entry, which starts on the stack that ends at
 * stack_end. To be called when the GDT and the IDT are loaded; paging may follow. */
void cpu_init_fault_task(void (*entry)(void), uint8_t *stack_end);

/* The registers of the task that a double fault interrupted. To be called once by
 * what the gate started: it makes the gate ready for the next. */
void cpu_read_interrupted_task(struct fault_registers *registers);

/* The registers as they are in the caller, control registers included. */
void cpu_read_registers(struct fault_registers *registers);

/* The control registers and CR2, into *registers; the rest is left alone. */
void cpu_read_control(struct fault_registers *registers);

/* Turns paging on with a page directory (a physical address), and write
 * protection for the kernel itself (CR0.WP). */
void cpu_enable_paging(uint32_t directory);

/* What is wrong with the paging that is on: a sentence, or NULL where it uses this page
 * directory and holds read-only pages against the kernel itself. */
const char *cpu_check_paging(uint32_t directory);

/* Turns paging off: kernel space is mapped where it lies, so nothing moves, and
 * every physical byte can be reached. */
void cpu_disable_paging(void);

/* Makes read-only pages hold for the kernel itself, or not (CR0.WP). */
void cpu_protect_writes(bool protected);

/* Forgets the cached translation of one virtual address. */
void cpu_flush_page(uint32_t virtual);

/* Calls function on the stack that ends at stack_end; the old stack is
 * never returned to. */
_Noreturn void cpu_run_on_stack(uint8_t *stack_end, void (*function)(void));

/* Calls function on the stack that ends at stack_end, and returns to the stack used now. */
void cpu_call_on_stack(uint8_t *stack_end, void (*function)(void));

/* These enable and disable interrupts. */
void cpu_enable_interrupts(void);
void cpu_disable_interrupts(void);

/* Keeps interrupts out and returns whether they were let in; restore() puts
 * that back. */
bool cpu_save_interrupts(void);
void cpu_restore_interrupts(bool enabled);

/* Lets interrupts in and sleeps until one comes, with no window between the two
 * in which one could be missed. */
void cpu_wait(void);

/* Disables interrupts and halts; never returns. */
_Noreturn void cpu_halt(void);

/* The time-stamp counter. */
uint64_t cpu_ticks(void);

#endif
