/*
 * The state of a publisher, with what its reader already has: the type that publish.h and
 * publish_items.h share.
 *
 * Owns no code. publish.h decides when a record is sent and changes this state; publish_items.h
 * reads the machine that it points to and encodes into its telemetry.
 */
#ifndef STRATA_CORE_PUBLISH_STATE_H
#define STRATA_CORE_PUBLISH_STATE_H

#include "kernel/core/machine.h"
#include "kernel/core/symbols.h"
#include "kernel/core/telemetry.h"
#include "kernel/core/watch.h"

/* The lists of records; each is sent item by item. */
enum publish_topic {
    PUBLISH_HELLO,
    PUBLISH_BOOT,
    PUBLISH_MAP,
    PUBLISH_RAW,
    PUBLISH_CLEAN,
    PUBLISH_REGION,
    PUBLISH_TOTAL,
    PUBLISH_HEAP,
    PUBLISH_MARK,
    PUBLISH_ALLOC,
    PUBLISH_WATCH,
    PUBLISH_LOG,
    PUBLISH_OWNER, /* sent after changed frames, when all other lists are */
    PUBLISH_TOPICS,
};

#define PUBLISH_BLOCKS (FRAMES_MAX / FRAMES_BLOCK)

/* A place in the list of heap allocations that can be gone on from. */
struct publish_heap_walk {
    uint32_t index;
    bool valid;
    struct heap_allocation allocation;
};

struct publish {
    struct machine *machine;
    struct telemetry telemetry;
    const char *version;
    uint32_t input_lost;           /* set by the kernel: bytes lost on input */
    const struct watches *watches; /* NULL, or set by the kernel, and the names of its code */
    const struct symbols *symbols;
    bool busy; /* set by the kernel: a record is being encoded or queued */
    uint32_t next[PUBLISH_TOPICS];
    uint64_t sent_cursor; /* as it was last sent to the reader */
    uint64_t sent_stack_low;
    uint32_t sent_free;
    uint32_t sent_used;
    uint32_t sent_count;
    uint32_t sent_owner_changes;
    uint32_t sent_watch_changes;
    uint64_t watch_due_ms; /* in a storm of hits, news of them wait until then */
    uint32_t stale_blocks[PUBLISH_BLOCKS / 32u]; /* a sum is owed */
    struct publish_heap_walk heap_walk[2];       /* of what is new; of the repetition */
    bool repeating;                              /* which of the two goes on */
    uint32_t region_count;
    uint32_t walk_topic; /* the repetition: PUBLISH_TOPICS is the frames */
    uint32_t walk_index;
    uint32_t rounds;
    uint32_t hurry_snaps; /* until so many have been sent, the repetition does not wait */
    uint64_t walk_due_ms;
    uint64_t beat_due_ms;
};

#endif
