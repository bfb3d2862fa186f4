/*
 * The verdict on a run, as text and as JSON.
 *
 * Owns the form of what memviz observe prints: the first line is the finding,
 * and there are at most ten.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_VERDICT_H
#define STRATA_MEMVIZ_OBSERVE_VERDICT_H

#include <stdio.h>

#include "memviz/observe/rules/observation.h"

/* The exit statuses that docs/observe.md promises. */
enum verdict {
    VERDICT_CLEAN = 0,
    VERDICT_FINDINGS = 1,
    VERDICT_NONE = 2,
};

struct verdict_input {
    struct observer *observer;
    const struct steps *steps;
    const char *name;    /* of the image or trace */
    const char *problem; /* why there can be no verdict; NULL when there can */
    const char *ended;   /* how the reading ended, where the machine does not tell */
};

/* What the verdict is, as the exit status. */
enum verdict verdict_get(const struct verdict_input *input);

/* Both return what verdict_get() does. */
enum verdict verdict_write_text(const struct verdict_input *input, FILE *out);
enum verdict verdict_write_json(const struct verdict_input *input, FILE *out);

#endif
