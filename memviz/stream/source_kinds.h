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

#include "memviz/stream/source.h"

enum source_kind { SOURCE_KIND_NONE, SOURCE_KIND_FILE, SOURCE_KIND_STREAM };

struct source {
    char *path; /* NULL: standard input */
    int fd;     /* -1 while there is none */
    enum source_kind kind;
    bool opened_before; /* so that the next one opened is a new recording */
    bool is_tty;
    struct termios settings; /* of the tty, as they were */
    int ask_fd;              /* where the tty can be written to, or -1 */
    off_t offset;            /* of the file: what has been read */
    dev_t device;
    ino_t inode;
    struct source_packed *packed; /* NULL: the file is not compressed */
};

/* Notes which file it is that has been opened. */
void source_file_start(struct source *source, const struct stat *status);

/* Makes ready to decompress a file when it is a compressed one. False when
 * there is no memory. */
bool source_packed_start(struct source *source);

/* Reads a compressed file. *got is 0 at its end. False, errno set, when it is
 * damaged or cannot be read. */
bool source_packed_read(struct source *source, void *buffer, size_t size, size_t *got);

/* Gives back what source_packed_start() made. */
void source_packed_end(struct source *source);

/* Reads a file; finds out whether it was replaced or truncated. */
enum source_event source_file_read(struct source *source, void *buffer, size_t size, size_t *got);

/* Prepares a stream: a tty is set to raw bytes at 115200 baud. */
void source_stream_start(struct source *source);

/* Reads what a stream has. */
enum source_event source_stream_read(struct source *source, void *buffer, size_t size, size_t *got);

/* Closes the descriptor, so that the next read opens the path anew. */
void source_close_fd(struct source *source);

#endif
