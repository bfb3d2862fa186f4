/*
 * A file that takes the place of another only when it is whole.
 *
 * Owns the name beside the target and the exchange. A full disk, or a program that is ended, leaves
 * what was there. What is no regular file, such as a FIFO or /dev/stdout, is written to directly,
 * and a symbolic link keeps pointing where it points.
 */
#ifndef STRATA_MEMVIZ_BESIDE_H
#define STRATA_MEMVIZ_BESIDE_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

struct beside {
    FILE *out;
    bool direct;               /* out is the target itself */
    char target[PATH_MAX];     /* with links followed */
    char path[PATH_MAX + 16u]; /* what out writes, unless it is direct */
};

/* Opens a file that is to replace path; false, with errno, where that cannot be. */
bool beside_open(struct beside *beside, const char *path);

/* Closes it and lets it take its place. False, with errno, where anything was lost; what was there
 * is there still. */
bool beside_commit(struct beside *beside);

/* Closes it and removes it. */
void beside_abandon(struct beside *beside);

/* Returns whether two paths name one regular file, which exists. */
bool beside_is_same_file(const char *path, const char *other);

#endif
