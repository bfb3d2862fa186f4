/*
 * Who asked for which frames: tags on runs of used frames.
 *
 * Owns a table of runs in address order, disjoint. The frame bitmap records that a
 * frame is taken, and this table records its owner; frames handed out without a tag are not
 * in it.
 */
#ifndef STRATA_CORE_OWNERS_H
#define STRATA_CORE_OWNERS_H

#include <stdint.h>

#include "kernel/core/status.h"

#define OWNERS_MAX      256u
#define OWNERS_TAG_SIZE 16u /* the NUL included */

struct owner {
    uint32_t start; /* frames, half-open */
    uint32_t end;
    char tag[OWNERS_TAG_SIZE];
};

struct owners {
    uint32_t count;
    uint32_t changes;              /* counts every change, for a reader that must notice them */
    struct owner runs[OWNERS_MAX]; /* by start; none overlap */
};

/* Notes that the frames [start, end), none of them in the table, are tag's (cut
 * to 15 characters). STATUS_FULL. */
enum status owners_add(struct owners *owners, uint32_t start, uint32_t end, const char *tag);

/* Forgets the frames [start, end). A run that loses its middle becomes two:
 * STATUS_FULL, and nothing is changed, where there is no room for that. */
enum status owners_remove(struct owners *owners, uint32_t start, uint32_t end);

/* The run that holds frame, or NULL. */
const struct owner *owners_find(const struct owners *owners, uint32_t frame);

#endif
