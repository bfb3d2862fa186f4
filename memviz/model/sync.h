/*
 * The verdict: does the model equal the machine?
 *
 * Owns the rules of docs/telemetry.md, "When a reader may say in sync", and
 * the words for each of them that does not hold.
 *
 * Theory of operation. The model is made of records that come over a line which
 * can lose bytes, so a map that looks whole may be wrong. The verdict asks for
 * evidence of three kinds: every part has come and every list is complete; the
 * counts of frames equal the totals that the kernel reports; and each block of
 * frames has the checksum that the kernel reports for it. The rules are judged in
 * the order in which a boot fulfils them, and the first one that does not hold is
 * the verdict, so it also shows how far the boot has come. Parts that the kernel
 * names as absent in its hello are not waited for.
 *
 * Totals alone are not enough, because two errors can cancel each other. A
 * checksum sees a single wrong frame. A `frames` record discards the checksum of
 * each block that it touches, so a checksum that is present is always younger than
 * the frames it is compared with. To compute one costs a pass over 8192 frames;
 * the result is kept in the model until the block or the number of frames changes.
 * The checksums are computed even when an earlier rule fails, because the map and
 * the inspector show the blocks that differ.
 *
 * Only frames have checksums. For regions, marks, allocations and the rest, the
 * sole cure for a loss is that the kernel repeats its state. After damage the
 * verdict therefore waits for two `snap` records: a whole repetition lies between
 * them, while what comes before the first one may have been sent before the
 * damage. The trade-off is that a model which is right again early is still
 * reported as doubtful until the second `snap`.
 *
 * The verdict has limits. It compares the model with the kernel's own account, and
 * a kernel that reports a wrong state consistently is in sync. A damaged record
 * that passes the checksum of the line, in a list and with plausible values, stays
 * unnoticed until the next repetition replaces it. A kernel whose frames or blocks
 * have another size than ours is never in sync. While many frames change, blocks
 * whose checksum has not followed yet are reported as not checked.
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
    SYNC_CUT,         /* the file that was read ends before its compressed data does */
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
