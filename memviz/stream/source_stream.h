/*
 * Streams as sources: standard input, FIFOs, ttys and ptys.
 *
 * Private to the sources.
 */
#ifndef STRATA_MEMVIZ_SOURCE_STREAM_H
#define STRATA_MEMVIZ_SOURCE_STREAM_H

#include "memviz/stream/source_kinds.h"

/* Prepares a stream: a tty is set to raw bytes at 115200 baud. */
void source_stream_start(struct source *source);

/* Reads what a stream has. SOURCE_CLOSE: the tty has hung up. */
enum source_event source_stream_read(struct source *source, void *buffer, size_t size, size_t *got);

#endif
