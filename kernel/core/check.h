/*
 * Every invariant of the machine, verified.
 *
 * Owns the list of checks. Each looks at one thing that must hold and says, in
 * a sentence with figures, that it does or where it first does not.
 *
 * A check never calls the code that made what it checks. The map and the frames
 * are compared with the raw entries by a slow method of its own (check_raw.h), the
 * page tables are walked by hand, and the window is tested by what it shows. The
 * price is that rules stand in two places, once to be followed and once to be
 * checked. That is meant: a rule that is changed in one place only is found by the
 * first `mem check`, and a mistake would have to be made twice, in two different
 * forms, to go unseen.
 */
#ifndef STRATA_CORE_CHECK_H
#define STRATA_CORE_CHECK_H

#include "kernel/core/machine.h"

#define CHECK_TEXT_SIZE 140u

struct check_result {
    const char *name; /* a word, constant */
    bool ok;
    char text[CHECK_TEXT_SIZE]; /* what was found, one line */
};

/* Runs check number index (from 0) into *result; false past the last. */
bool check_run(const struct machine *machine, size_t index, struct check_result *result);

/* Does the same for the cheap ones among them, which the kernel runs once at its start. */
bool check_run_at_boot(const struct machine *machine, size_t index, struct check_result *result);

#endif
