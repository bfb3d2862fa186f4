/*
 * The bytes of a stream, to be read again.
 *
 * Owns where they are: in the file that they come from, or, for a stream that
 * is no file, in a file of our own without a name. Of the latter the oldest
 * bytes can be given up.
 */
#ifndef STRATA_MEMVIZ_SPOOL_H
#define STRATA_MEMVIZ_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spool {
    int fd;         /* -1 while there is none */
    bool own;       /* the file is ours: we write it */
    bool broken;    /* bytes could not be kept, so none can be read */
    uint64_t start; /* bytes before it have been given up */
    uint64_t end;
};

/* An empty spool. */
void spool_init(struct spool *spool);

/* Gives the file back and forgets all bytes. */
void spool_reset(struct spool *spool);

/* Takes the next bytes. fd: the file they lie in, at the place that follows all
 * before, or -1. What is passed first decides for the whole stream. */
void spool_append(struct spool *spool, const void *bytes, size_t size, int fd);

/* Reads up to size bytes from an offset on and returns how many; 0 at the end
 * and for what cannot be read. */
size_t spool_read(const struct spool *spool, uint64_t offset, void *buffer, size_t size);

/* Gives up the bytes before an offset, where they are ours. */
void spool_drop(struct spool *spool, uint64_t offset);

#endif
