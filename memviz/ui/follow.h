/*
 * The live viewer: the loop that joins feed, user interface and terminal.
 */
#ifndef STRATA_MEMVIZ_FOLLOW_H
#define STRATA_MEMVIZ_FOLLOW_H

#include <stdbool.h>

#include "memviz/time/feed.h"
#include "memviz/screen/glyphs.h"

struct follow_options {
    bool colour;
    bool mouse;
    const struct glyphs *glyphs;
};

/* Shows the feed until the user quits, a signal ends it or the source cannot
 * be read. The terminal is as it was afterwards. Returns the exit status; a
 * signal is raised again, so that the caller's parent sees it. */
int follow_run(struct feed *feed, const struct follow_options *options);

#endif
