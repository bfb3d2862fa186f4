/*
 * The command line.
 *
 * Owns the options, their help and the messages about their misuse. Pure but
 * for getopt's state: call it once.
 */
#ifndef STRATA_MEMVIZ_CLI_H
#define STRATA_MEMVIZ_CLI_H

#include <stdbool.h>
#include <stdio.h>

/* The largest screen that --once draws, in either direction. */
#define CLI_SCREEN_MAX 1000u

enum cli_mode { CLI_VIEW, CLI_ONCE, CLI_JSON, CLI_HELP, CLI_VERSION };
enum cli_colour { CLI_COLOUR_AUTO, CLI_COLOUR_ALWAYS, CLI_COLOUR_NEVER };

struct cli_options {
    enum cli_mode mode;
    enum cli_colour colour;
    bool ascii;
    unsigned cols; /* of --once */
    unsigned rows;
    const char *path;
};

/* Reads the command line. False after writing one line that names the mistake
 * to standard error. */
bool cli_parse(struct cli_options *options, int argc, char **argv);

/* Writes the help. */
void cli_write_help(FILE *out);

/* Writes name and version. */
void cli_write_version(FILE *out);

#endif
