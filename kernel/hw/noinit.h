/*
 * Memory that the entry leaves as it finds it.
 *
 * Clearing costs a tick for four bytes at each boot. What its owner sets up
 * before it reads it need not be cleared: marked so, it lies behind .bss.
 */
#ifndef STRATA_HW_NOINIT_H
#define STRATA_HW_NOINIT_H

#define KERNEL_NOINIT __attribute__((section(".noinit")))

#endif
