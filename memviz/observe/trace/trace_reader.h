/*
 * Reads a trace from a descriptor and cuts it into lines.
 *
 * Owns the buffer and the decompressor: plain, gzip and zstd are
 * distinguished by their first bytes.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_TRACE_READER_H
#define STRATA_MEMVIZ_OBSERVE_TRACE_READER_H

#include <stdbool.h>
#include <stddef.h>

struct trace_reader;

/* Takes the lines of one block; false stops the reading. */
typedef bool trace_taker(void *context, const char *text, size_t size);

/* A reader of fd, which stays the caller's; NULL when there is no memory. */
struct trace_reader *trace_reader_create(int fd);
void trace_reader_destroy(struct trace_reader *reader);

enum trace_read {
    TRACE_READ_MORE,
    TRACE_READ_STOPPED, /* the taker wants no more */
    TRACE_READ_ENDED,
    TRACE_READ_DAMAGED,     /* the compressed data is damaged or cut */
    TRACE_READ_FAILED,      /* errno tells why */
    TRACE_READ_INTERRUPTED, /* by a signal */
};

/* Reads once and gives whole lines to taker(context, …); at the end the rest,
 * too. A line longer than a megabyte is cut there. */
enum trace_read trace_reader_step(struct trace_reader *reader, trace_taker *taker, void *context);

#endif
