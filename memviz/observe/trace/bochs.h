/*
 * A Bochs of the observer's own: started with a trace, ended with the observer.
 *
 * Owns the process, its configuration in a temporary folder, and a copy of the
 * image, so that what the guest writes to its disk is not kept. Bochs never
 * outlives the observer: it is ended by bochs_stop(), and by the kernel when
 * the observer dies.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_BOCHS_H
#define STRATA_MEMVIZ_OBSERVE_BOCHS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct bochs_config {
    const char *image;
    bool floppy;
    unsigned megs;
};

struct bochs {
    pid_t pid;
    int trace;         /* where its standard output is read */
    bool buffered;     /* the preloaded library is in use */
    char folder[64];   /* the temporary folder, "" for none */
    char problem[256]; /* why it could not be started */
};

/* Starts Bochs. False with problem set when it cannot be. */
bool bochs_start(struct bochs *bochs, const struct bochs_config *config);

/* Ends it, removes its folder and closes the trace. */
void bochs_stop(struct bochs *bochs);

/* What Bochs reported when it ended by itself: the last panic of its log. "" for nothing. */
void bochs_get_last_words(const struct bochs *bochs, char *text, size_t size);

#endif
