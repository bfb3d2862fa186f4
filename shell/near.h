/*
 * Near misses: which of several names was meant by a mistyped word.
 *
 * Owns the distance: how many characters must be inserted, deleted or replaced
 * (V. Levenshtein, 1966), with letters compared regardless of their case.
 */
#ifndef STRATA_SHELL_NEAR_H
#define STRATA_SHELL_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* A search for the nearest name. */
struct near {
    const char *word;
    size_t length;
    unsigned limit; /* only a name with a smaller distance is taken */
};

/* Begins a search for the length characters of word, which stays the caller's. */
struct near near_begin(const char *word, size_t length);

/* Returns whether name is nearer than every name offered before, and near enough to be
 * what was meant: two slips at most, one in a word of up to three characters. */
bool near_offer(struct near *near, const char *name);

#endif
