/*
 * Compressed recordings: gzip, zstd, xz and bzip2.
 *
 * Owns how they are distinguished (by their first bytes) and the state of the
 * decompressor. Knows no file.
 */
#ifndef STRATA_MEMVIZ_UNPACK_H
#define STRATA_MEMVIZ_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

/* How many of the first bytes tell the form. */
#define UNPACK_MAGIC_SIZE 6u

/* Bytes from *in to *out; the functions move both and count both sizes down. */
struct unpack_bytes {
    const unsigned char *in; /* moves on as it is used */
    size_t in_size;
    unsigned char *out; /* moves on as it is filled */
    size_t out_size;
};

struct unpacker;

/* Returns whether these first bytes are those of a compressed file. */
bool unpack_is_packed(const void *magic, size_t size);

/* A decompressor for a file that begins so; NULL when there is no memory. */
struct unpacker *unpacker_create(const void *magic, size_t size);

/* Gives it back. NULL is allowed. */
void unpacker_destroy(struct unpacker *unpacker);

/* Decompresses until the input is used up or the output is full. False when the
 * data is damaged. */
bool unpacker_run(struct unpacker *unpacker, struct unpack_bytes *bytes);

/* Why unpacker_run() returned false: EBADMSG for damage, EFBIG where it would take more memory than
 * is allowed. */
int unpacker_get_error(const struct unpacker *unpacker);

/* Returns whether the input that was used up ends where its form says that it ends: false when the
 * file has been cut. */
bool unpacker_is_complete(struct unpacker *unpacker);

#endif
