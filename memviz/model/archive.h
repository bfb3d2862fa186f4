/*
 * Values as bytes, in one direction or the other.
 *
 * Owns the primitives of an image: a function passes a value from the caller to
 * the bytes, or from the bytes to the caller, as the archive says. After the
 * first failure nothing is passed any more, so no caller need ask in between.
 */
#ifndef STRATA_MEMVIZ_ARCHIVE_H
#define STRATA_MEMVIZ_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive {
    bool loading;         /* from the bytes to the model, else the reverse */
    bool ok;              /* nothing has failed yet */
    unsigned char *bytes; /* when saving, its own */
    size_t at;            /* of the next byte */
    size_t capacity;      /* when loading, the size */
};

/* Numbers, which take as many bytes as they need; their width is not kept. */
void archive_pass_u64(struct archive *archive, uint64_t *value);
void archive_pass_u32(struct archive *archive, uint32_t *value);

/* A truth value. */
void archive_pass_bool(struct archive *archive, bool *value);

/* A text in an array of size bytes, up to its terminator. */
void archive_pass_text(struct archive *archive, char *text, size_t size);

/* A macro for the sizeof alone: an array given to a function has none. */
#define ARCHIVE_PASS_TEXT(archive, text) archive_pass_text((archive), (text), sizeof(text))

#endif
