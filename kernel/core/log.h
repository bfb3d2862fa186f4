/*
 * The kernel log: the last LOG_LINES lines, in memory.
 *
 * Owns the lines; the oldest are overwritten first, and the line numbers show how
 * many are lost. A line is cut at LOG_TEXT_SIZE - 1 characters; what is not plain ASCII,
 * quotes and backslashes are replaced.
 */
#ifndef STRATA_CORE_LOG_H
#define STRATA_CORE_LOG_H

#include <stdarg.h>
#include <stdint.h>

#define LOG_LINES     128u
#define LOG_TEXT_SIZE 104u

struct log_line {
    uint64_t tsc;
    char text[LOG_TEXT_SIZE];
};

struct log {
    uint32_t count; /* lines ever written */
    struct log_line lines[LOG_LINES];
};

/* Makes the log empty. */
void log_init(struct log *log);

/* Adds a line formatted as fmt_print() does, stamped with tsc. */
void log_write(struct log *log, uint64_t tsc, const char *format, va_list arguments);

/* The number of the oldest line still kept. */
uint32_t log_first(const struct log *log);

/* Line number index, from log_first() up to count; NULL for any other. */
const struct log_line *log_at(const struct log *log, uint32_t index);

#endif
