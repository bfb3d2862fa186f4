/*
 * The two kinds of sources, files and streams, as source.c tells them apart.
 *
 * Private to the sources.
 */
#ifndef STRATA_MEMVIZ_SOURCE_KINDS_H
#define STRATA_MEMVIZ_SOURCE_KINDS_H

#include <sys/stat.h>
#include <sys/types.h>
#include <termios.h>

#include "memviz/source.h"

enum source_kind { SOURCE_KIND_NONE, SOURCE_KIND_FILE, SOURCE_KIND_STREAM };

struct source {
    char *path; /* NULL: standard input */
    int fd;     /* -1 while there is none */
    enum source_kind kind;
    bool opened_before; /* so that the next one opened is a new recording */
    bool is_tty;
    struct termios settings; /* of the tty, as they were */
    off_t offset;            /* of the file: what has been read */
    dev_t device;
    ino_t inode;
};

/* Notes which file it is that has been opened. */
void source_file_start(struct source *source, const struct stat *status);

/* Reads a file; finds out whether it was replaced or truncated. */
enum source_event source_file_read(struct source *source, void *buffer, size_t size, size_t *got);

/* Prepares a stream: a tty is set to raw bytes at 115200 baud. */
void source_stream_start(struct source *source);

/* Reads what a stream has. */
enum source_event source_stream_read(struct source *source, void *buffer, size_t size, size_t *got);

/* Closes the descriptor, so that the next read opens the path anew. */
void source_close_fd(struct source *source);

#endif
