/*
 * Memory that the entry leaves as it finds it.
 *
 * Clearing .bss costs a tick for four bytes at each boot. Memory that its owner sets up
 * before reading need not be cleared. A variable with this mark lies after .bss.
 */
#ifndef STRATA_HW_NOINIT_H
#define STRATA_HW_NOINIT_H

#define KERNEL_NOINIT __attribute__((section(".noinit")))

#endif
