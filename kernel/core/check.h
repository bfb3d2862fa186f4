/*
 * Every invariant of the machine, verified.
 *
 * Owns the list of checks. Each looks at one thing that must hold and says, in
 * a sentence with figures, that it does or where it first does not.
 */
#ifndef STRATA_CORE_CHECK_H
#define STRATA_CORE_CHECK_H

#include "kernel/core/machine.h"

#define CHECK_TEXT_SIZE 120u

struct check_result {
    const char *name; /* a word, constant */
    bool ok;
    char text[CHECK_TEXT_SIZE]; /* what was found, one line */
};

/* Runs check number index (from 0) into *result; false past the last. */
bool check_run(const struct machine *machine, size_t index, struct check_result *result);

#endif
