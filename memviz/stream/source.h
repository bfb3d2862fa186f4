/*
 * Sources: where the bytes come from.
 *
 * A source never blocks. It follows a growing file (which need not exist yet,
 * and which the machine replaces or truncates when it boots again), a finished
 * recording (also compressed by gzip or zstd), standard input, a FIFO, a tty or
 * a pty: what it is shows when it is opened. It knows nothing of records.
 */
#ifndef STRATA_MEMVIZ_SOURCE_H
#define STRATA_MEMVIZ_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/stream/source_event.h"

struct source;

/* A source for a path, or for standard input when path is "-". Nothing is
 * opened before the first read. NULL when there is no memory. */
struct source *source_create(const char *path);

/* Closes it and gives a tty its settings back. NULL is allowed. */
void source_destroy(struct source *source);

/* Reads at most size bytes into buffer. *got is their number, 0 unless the
 * event is SOURCE_DATA. */
enum source_event source_read(struct source *source, void *buffer, size_t size, size_t *got);

/* True when it is open and a file, which can be read to its end at once. */
bool source_is_file(const struct source *source);

/* Returns whether a compressed file, all of which has been read, ends before its data does. */
bool source_is_cut(const struct source *source);

/* The descriptor of the file that holds the bytes as they are read, from its
 * start on; -1 where there is none. It belongs to the source. */
int source_get_data_fd(const struct source *source);

/* Asks the sender for a repetition of its whole state: an ENQ, see
 * docs/telemetry.md. False where nobody could be asked: only a tty or a pty
 * that was opened by its path has somebody at the other end. */
bool source_request_sync(struct source *source);

/* Milliseconds since the file was last written; 0 for what is no file. */
uint64_t source_get_age_ms(const struct source *source);

/* How much of a file has been read, in percent; 100 for what is no file. */
unsigned source_get_percent(const struct source *source);

#endif
