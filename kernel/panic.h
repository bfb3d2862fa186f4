/*
 * The last words: what the kernel says when it cannot go on.
 *
 * Owns the way out when nothing can be relied on any more: no interrupts, no
 * rings, every byte polled onto COM1 and the screen, and one `fail` record on
 * COM2. The order is begin, print (the sentence), tell, print (details), halt.
 */
#ifndef STRATA_PANIC_H
#define STRATA_PANIC_H

#include "kernel/core/fmt.h"
#include "kernel/core/telemetry.h"

/* The writer whose sequence numbers the fail record goes on with. */
void panic_init(struct telemetry *telemetry);

/* Interrupts off; says "CODE " on a line of its own start. code is kept. */
void panic_begin(const char *code);

/* Prints as fmt_print(). What comes before panic_tell() is the sentence. */
void panic_print(const char *format, ...);

/* The same way out as a sink. */
struct fmt_sink panic_sink(void);

/* Ends the sentence, and sends it to COM2. */
void panic_tell(void);

/* Says that the machine has halted, and halts it. */
_Noreturn void panic_halt(void);

#endif
