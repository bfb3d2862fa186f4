/*
 * Compressed files, as source_file.h reads them.
 *
 * Private to the sources.
 */
#ifndef STRATA_MEMVIZ_SOURCE_PACKED_H
#define STRATA_MEMVIZ_SOURCE_PACKED_H

#include "memviz/stream/source_kinds.h"

/* Makes ready to decompress a file when it is a compressed one. False when
 * there is no memory. */
bool source_packed_start(struct source *source);

/* Reads a compressed file. *got is 0 at its end. False, errno set, when it is
 * damaged or cannot be read. */
bool source_packed_read(struct source *source, void *buffer, size_t size, size_t *got);

/* Returns whether the file, all of which has been read, ends before its compressed data does. */
bool source_packed_is_cut(const struct source *source);

/* Gives back what source_packed_start() made. */
void source_packed_end(struct source *source);

#endif
