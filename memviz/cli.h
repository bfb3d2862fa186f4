/*
 * The command line.
 *
 * Owns how it is read and the messages about its misuse; the options are those
 * of options.h. Pure but for getopt's state: call it once.
 */
#ifndef STRATA_MEMVIZ_CLI_H
#define STRATA_MEMVIZ_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "memviz/e820/e820_command.h"
#include "memviz/settings.h"

/* The largest screen that --once draws, in either direction. */
#define CLI_SCREEN_MAX 1000u

/* What memviz is asked to do with FILE. */
enum cli_command { CLI_FOLLOW, CLI_REPLAY, CLI_E820, CLI_CHECK };

/* How it answers. */
enum cli_mode { CLI_VIEW, CLI_ONCE, CLI_JSON, CLI_PICTURE, CLI_KEYS, CLI_HELP, CLI_VERSION };

/* Which state is asked for. */
enum cli_at { CLI_AT_END, CLI_AT_RECORD, CLI_AT_STEP };

struct cli_options {
    enum cli_command command;
    enum cli_mode mode;
    enum cli_at at;
    uint64_t at_value; /* records taken, or the boot step */
    struct settings settings;
    bool no_config;
    unsigned cols; /* of --once */
    unsigned rows;
    const char *svg; /* of CLI_PICTURE: where to, or NULL */
    const char *png;
    struct e820_task e820; /* of CLI_E820 */
    const char *path;      /* "-" for standard input */
};

/* Reads the command line. False after writing one line that names the mistake
 * to standard error. */
bool cli_parse(struct cli_options *options, int argc, char **argv);

/* Writes name and version. */
void cli_write_version(FILE *out);

#endif
