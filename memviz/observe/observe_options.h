/*
 * The command line of `memviz observe`.
 *
 * Owns its options and their help. Opens nothing.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_OBSERVE_OPTIONS_H
#define STRATA_MEMVIZ_OBSERVE_OBSERVE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "memviz/observe/layout/allowed.h"
#include "memviz/observe/layout/expected.h"
#include "memviz/observe/names.h"

/* When to stop. */
enum observe_until {
    UNTIL_END,  /* it dies, halts, idles, waits for a key, or the limit is reached */
    UNTIL_IDLE, /* it idles or waits for a key; nothing else will do */
    UNTIL_TICK,
    UNTIL_ADDRESS,
    UNTIL_SYMBOL,
};

struct observe_range {
    uint64_t start;
    uint64_t end;
};

/* --file: bytes that must lie at an address when they first run. */
struct observe_file {
    char path[256];
    uint64_t address;
};

struct observe_options {
    const char *image;
    const char *trace;                    /* a recorded trace, "-" for standard input */
    const char *record;                   /* where to keep the trace */
    const char *symbols[NAMES_FILES_MAX]; /* files with names of places */
    unsigned symbol_files;
    const char *layout; /* a document to compare with */
    enum observe_until until;
    uint64_t until_value;
    const char *until_symbol;
    unsigned megs;
    bool floppy;
    bool json;
    bool heat;       /* the heat map, when the run is over */
    const char *svg; /* where to draw the boot */
    bool help;
    bool who; /* asks who wrote an address */
    uint64_t who_address;
    uint64_t who_tick; /* UINT64_MAX for the end */
    bool writes;       /* asks for the stores to a range */
    struct observe_range writes_range;
    struct observe_file files[EXPECTED_MAX];
    unsigned file_count;
    struct allowed allowed; /* what would be a finding there is a note */
};

/* Reads the words after "observe". False when they are wrong: what is wrong has
 * been printed. */
bool observe_options_parse(struct observe_options *options, int argc, char **argv);

void observe_options_write_help(FILE *out);

#endif
