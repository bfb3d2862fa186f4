/*
 * What a command prints, on its way to the terminal.
 *
 * Owns the CR before each LF, the width of 80 columns, the filter of
 * `COMMAND | grep TEXT` and the pager. A line is kept back until its LF, since only a
 * whole one can be picked or broken: a long line goes on, after a blank, on one that is
 * indented by OUTPUT_INDENT. What is longer than OUTPUT_LINE is picked by its beginning
 * and shown as it is. An answer for a program (JSON) passes untouched.
 */
#ifndef STRATA_SHELL_OUTPUT_H
#define STRATA_SHELL_OUTPUT_H

#include <stdbool.h>

#include "kernel/core/fmt.h"

#define OUTPUT_LINE    256u
#define OUTPUT_COLUMNS 80u
#define OUTPUT_INDENT  8u
#define OUTPUT_ROWS    23u /* shown before the pager asks: a terminal of 24 */

/* What the pager asks at the start of a row. The answer wipes it: CR, a blank for each of
 * its characters, CR. */
#define OUTPUT_QUESTION "--more-- Space: a page, Enter: a line, q: no more"

struct output {
    struct fmt_sink raw;   /* the terminal */
    const char *pattern;   /* only lines with this text are shown; NULL: all */
    bool plain;            /* for a program */
    bool pages;            /* the pager is on */
    bool quits;            /* the pager was answered with q: the rest is dropped */
    bool spilled;          /* the line did not fit; the rest of it goes the same way */
    bool shows;            /* which way */
    unsigned rows;         /* shown since the pager asked */
    int (*wait_key)(void); /* the next byte typed; below 0 where nobody can type */
    size_t length;         /* of the line that is kept back */
    char line[OUTPUT_LINE];
};

/* An output to the terminal raw; nothing is filtered. */
void output_init(struct output *output, struct fmt_sink raw, int (*wait_key)(void));

/* The sink that commands print to; its context is a struct output. */
struct fmt_sink output_sink(struct output *output);

/* A command begins, whose answer is for a program where plain is set; else its lines are
 * picked by pattern (NULL: all; it must last until output_end()) and paged. */
void output_begin(struct output *output, const char *pattern, bool plain, bool pages);
void output_end(struct output *output);

#endif
