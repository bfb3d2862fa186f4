/*
 * The verdict: does the model equal the machine?
 *
 * Owns the rules of docs/telemetry.md, "When a reader may say in sync", and
 * the words for each of them that does not hold.
 */
#ifndef STRATA_MEMVIZ_SYNC_H
#define STRATA_MEMVIZ_SYNC_H

#include "memviz/model/model.h"

/* The first rule that does not hold, in the order they are judged. */
enum sync_state {
    SYNC_OK, /* every rule holds: the model is the machine's state */
    SYNC_NO_HELLO,
    SYNC_NO_MAP,
    SYNC_NO_TOTAL,
    SYNC_NO_HEAP,
    SYNC_FRAME_SIZE, /* a kernel whose frames are not ours to draw */
    SYNC_BLOCK_SIZE,
    SYNC_LIST_INCOMPLETE,
    SYNC_TOTAL_DIFFERS, /* counts of the map against the kernel's */
    SYNC_SUM_MISSING,
    SYNC_SUM_DIFFERS, /* on its way, or the line has been damaged unseen */
    SYNC_DAMAGED,     /* all agrees, but a loss has not been made good */
};

struct sync_verdict {
    enum sync_state state;
    const char *list; /* which list, where state is about one */
    uint32_t block;   /* which block, where state is about one */
};

/* Judges the model as it is. The checksums of the blocks that changed since the
 * last call are computed, whatever the verdict, and kept in the model. */
struct sync_verdict sync_compute_verdict(struct model *model);

/* Writes the verdict as a few words: "in sync" or what is missing. */
void sync_format(char *text, size_t size, const struct sync_verdict *verdict);

#endif
