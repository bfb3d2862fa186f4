/*
 * Files as sources: recordings that grow, are truncated and are replaced.
 *
 * Private to the sources.
 */
#ifndef STRATA_MEMVIZ_SOURCE_FILE_H
#define STRATA_MEMVIZ_SOURCE_FILE_H

#include "memviz/stream/source_kinds.h"

/* Notes which file it is that has been opened. */
void source_file_start(struct source *source, const struct stat *status);

/* Reads a file; finds out whether it was replaced, which is SOURCE_CLOSE, or
 * truncated. */
enum source_event source_file_read(struct source *source, void *buffer, size_t size, size_t *got);

#endif
