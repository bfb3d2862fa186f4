/*
 * The options and commands of memviz.
 *
 * Owns the one table that the command line is read by and that the help is
 * written from, so the two cannot differ; man page and completion are compared
 * with the help by a test.
 */
#ifndef STRATA_MEMVIZ_OPTIONS_H
#define STRATA_MEMVIZ_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

/* Values that no character has, but for -h. */
enum option_id {
    OPTION_HELP = 'h', /* the one option with a letter */
    OPTION_ONCE = 256, /* above all characters */
    OPTION_JSON,
    OPTION_SVG,
    OPTION_PNG,
    OPTION_AT,
    OPTION_SPEED,
    OPTION_FORM,
    OPTION_MAP,
    OPTION_DIFF,
    OPTION_EXPECT,
    OPTION_ROM,
    OPTION_MEGS,
    OPTION_COLOUR,
    OPTION_ASCII,
    OPTION_NO_MOUSE,
    OPTION_NO_CONFIG,
    OPTION_KEYS,
    OPTION_VERSION,
};

struct option_row {
    enum option_id id;
    const char *name;     /* without the dashes */
    const char *argument; /* what its argument is called, or NULL */
    const char *what;     /* lines, separated by \n */
};

/* The options in the order of the help; *count gets their number. Constant. */
const struct option_row *options_get_rows(size_t *count);

/* Writes the whole of --keys: a line for each binding of keys.h. */
void options_write_keys(FILE *out);

/* Writes the whole of --help. */
void options_write_help(FILE *out);

#endif
