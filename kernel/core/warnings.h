/*
 * What the owner of the machine should know, kept for as long as the machine runs.
 *
 * Owns the sentences of the warnings. The log forgets its oldest lines; `mem` shows these
 * at any later time.
 */
#ifndef STRATA_CORE_WARNINGS_H
#define STRATA_CORE_WARNINGS_H

#include <stdint.h>

#include "kernel/core/log.h"

/* The first so many sentences are kept; later ones are counted. */
#define WARNINGS_KEPT 8u

struct warnings {
    uint32_t count; /* all that were given */
    char texts[WARNINGS_KEPT][LOG_TEXT_SIZE];
};

/* Makes the list empty. */
void warnings_init(struct warnings *warnings);

/* Adds a sentence of fewer than LOG_TEXT_SIZE characters, which is copied. */
void warnings_add(struct warnings *warnings, const char *text);

/* Returns how many sentences can be read: texts[0] to texts[warnings_kept() - 1]. */
uint32_t warnings_kept(const struct warnings *warnings);

#endif
