/*
 * One formatter, many sinks.
 *
 * Owns the text form of numbers. Everything the kernel prints, on the serial
 * line, on the screen, into the log or into a record, goes through a sink: a
 * function that takes one character and a context.
 */
#ifndef STRATA_CORE_FMT_H
#define STRATA_CORE_FMT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct fmt_sink {
    void (*put)(void *context, char c);
    void *context;
};

/* A sink that fills a buffer of size bytes (at least 1), always ends it with
 * NUL, and drops what does not fit. length counts what was kept. */
struct fmt_buffer {
    char *text;
    size_t size;
    size_t length;
};

/* Makes buffer write into text (size bytes, caller's) and returns its sink. */
struct fmt_sink fmt_buffer_init(struct fmt_buffer *buffer, char *text, size_t size);

/* Sends one character, or a NUL-terminated string, to the sink. */
void fmt_put(struct fmt_sink sink, char c);
void fmt_text(struct fmt_sink sink, const char *text);

/* Formats to the sink. Conversions: %s %c %% %u (unsigned) %d (int) %x
 * (unsigned, lower-case), each with an optional 0 flag, - flag and width; with
 * ll before u or x a 64-bit value; %k a size in bytes given as uint64_t, shown
 * in the largest unit that divides it exactly ("636 KiB", "4 GiB", "13 B").
 * A conversion that is not known prints itself, so that a mistake shows. */
void fmt_print(struct fmt_sink sink, const char *format, ...) __attribute__((nonnull(2)));
void fmt_print_list(struct fmt_sink sink, const char *format, va_list arguments);

/* value divided by divisor, without the run-time library that a 64-bit
 * division needs on a 32-bit machine; *remainder gets the rest. */
uint64_t fmt_divide(uint64_t value, uint32_t divisor, uint32_t *remainder);

#endif
