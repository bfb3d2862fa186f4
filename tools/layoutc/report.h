/*
 * The list of what is wrong with a document.
 *
 * Owns the list of errors of one run, so that all of them are shown, in line
 * order, and not only the first. The caller holds it; it needs no freeing.
 */
#ifndef STRATA_LAYOUTC_REPORT_H
#define STRATA_LAYOUTC_REPORT_H

#include <stddef.h>
#include <stdio.h>

#define REPORT_ENTRIES_MAX 128u
#define REPORT_TEXT_MAX    480u

struct report_entry {
    unsigned line; /* 0: about the document as a whole */
    size_t order;  /* in which it was added */
    char text[REPORT_TEXT_MAX];
};

struct report {
    struct report_entry entries[REPORT_ENTRIES_MAX];
    size_t count; /* of errors found, of which at most REPORT_ENTRIES_MAX are kept */
};

/* Empties the report. */
void report_init(struct report *report);

/* Adds one error about a line of the document, in the manner of printf. */
void report_add(struct report *report, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes "path:line: text" for each error in line order (sorting the report). */
void report_print(struct report *report, const char *path, FILE *out);

#endif
