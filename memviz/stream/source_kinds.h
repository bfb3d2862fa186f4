/*
 * The state of a source, which is a file or a stream.
 *
 * Private to the sources.
 */
#ifndef STRATA_MEMVIZ_SOURCE_KINDS_H
#define STRATA_MEMVIZ_SOURCE_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <termios.h>

#include "memviz/stream/source_event.h"

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

#endif
