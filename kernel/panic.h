/*
 * The panic: how the kernel reports that it cannot go on.
 *
 * Owns the way out when nothing can be relied on any more. A panic turns
 * interrupts and paging off, so that no page right, interrupt or ring is in its
 * way; it programs the serial ports itself and sends every byte polled, to COM1
 * and the screen, and one `fail` record to COM2. It reads nothing that the kernel
 * has set up but the number of the next record, and takes that only where it makes
 * sense. A failure while a panic is being reported ends in one character, '!', on
 * COM1 and the screen, and a halt.
 */
#ifndef STRATA_PANIC_H
#define STRATA_PANIC_H

#include "kernel/core/fmt.h"
#include "kernel/core/telemetry.h"

/* The character that reports a failure inside a panic. */
#define PANIC_GASP '!'

/* The writer whose sequence numbers the fail record goes on with. Until it is
 * called, and with NULL, the record begins a new stream. */
void panic_init(const struct telemetry *telemetry);

/* Prints "CODE sentence" (formatted as by fmt_print()) on COM1, the screen and COM2.
 * panic_print() may add lines for COM1 and the screen; panic_halt() ends it. */
void panic_begin(const char *code, const char *format, ...);
void panic_print(const char *format, ...);

/* Returns a sink that prints to the same places as panic_print(). */
struct fmt_sink panic_sink(void);

/* Prints that the machine has halted, and halts it. */
_Noreturn void panic_halt(void);

/* panic_begin() and panic_halt() in one. */
_Noreturn void panic(const char *code, const char *format, ...);

/* Prints one character on COM1 and the screen and halts, for a failure inside a panic. */
_Noreturn void panic_gasp(void);

#endif
