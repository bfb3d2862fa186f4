/*
 * Files that must lie in memory, byte for byte, when they first run.
 *
 * Owns their bytes and where each belongs.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_EXPECTED_H
#define STRATA_MEMVIZ_OBSERVE_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPECTED_MAX 8u

struct expected_file {
    char name[128];   /* for messages */
    uint64_t address; /* physical, of the first byte */
    uint64_t size;    /* bytes */
    uint8_t *bytes;
    uint64_t equal; /* bytes that were the same when it first ran */
    bool ran;       /* an instruction in it has run: it was compared then */
    bool asked;     /* by the user: that it never ran leaves a question open */
};

struct expected {
    struct expected_file files[EXPECTED_MAX];
    unsigned count;
};

/* A part of a file. */
struct expected_part {
    const char *path;
    uint64_t offset; /* of its first byte */
    uint64_t size;   /* UINT64_MAX: all to the end of the file */
};

/* Adds a part of a file for an address. False with errno set when it cannot be read, 0 when
 * it is too short, empty or one too many. */
bool expected_add(struct expected *expected, const struct expected_part *part, uint64_t address);
void expected_free(struct expected *expected);

/* The first file that the user asked about and that never ran; NULL when all did. */
const struct expected_file *expected_find_idle(const struct expected *expected);

#endif
