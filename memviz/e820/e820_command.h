/*
 * `memviz e820`: reads the text, and shows its map on the screen, as text or
 * as JSON.
 */
#ifndef STRATA_MEMVIZ_E820_COMMAND_H
#define STRATA_MEMVIZ_E820_COMMAND_H

#include <stdbool.h>

#include "memviz/e820/e820_report.h"
#include "memviz/screen/glyphs.h"

struct e820_output {
    const struct glyphs *glyphs;
    bool colour;
    bool mouse; /* of the screen: its wheel scrolls */
    bool json;
    bool page;     /* all of it as text, as long as it is; else see below */
    unsigned cols; /* of one frame as text, or of the page; 0 rows and no page: the screen */
    unsigned rows;
};

/* What is to be done with the text. */
struct e820_task {
    struct e820_choice choice; /* which map */
    size_t diff_old;           /* these two maps are compared; 0: none */
    size_t diff_new;
    const char *expect; /* the map is compared with that of this file, or NULL */
    const char *rom;    /* the map goes into an option ROM in this file, or NULL */
    unsigned megs;      /* of the machine that the ROM is for; 0: not given */
};

/* Reads path, a file, "-" for standard input or a directory made like
 * /sys/firmware/memmap. NULL after writing one line why not to standard
 * error. */
struct e820_text *e820_command_read(const char *path);

/* All of the command but the command line. Returns the exit status: 0 done, 1
 * after one line about what was wrong. */
int e820_command_run(const char *path, const struct e820_task *task,
                     const struct e820_output *output);

#endif
