/*
 * The feed: a source, its recording and the timeline, joined.
 *
 * Owns all three and the judgement of how the stream is doing: waiting, being
 * loaded, live, silent, finished. It takes the time as an argument and never
 * blocks, so that it can be tested without waiting.
 */
#ifndef STRATA_MEMVIZ_FEED_H
#define STRATA_MEMVIZ_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "memviz/model/model.h"
#include "memviz/time/recording.h"
#include "memviz/stream/source.h"
#include "memviz/model/sync.h"
#include "memviz/time/timeline.h"

/* Heartbeats come once a second: three missing ones mean a halt. */
#define FEED_SILENCE_MS 3000u

/* While records come heartbeats may wait in line: they get more time. */
#define FEED_HEARTBEAT_MS 10000u

/* A whole repetition takes about a second at 115200 baud: asking for the next
 * one sooner would cut it off. */
#define FEED_ASK_MS 3000u

enum feed_phase {
    FEED_WAITING,  /* nothing there yet */
    FEED_LOADING,  /* what is there has not all been read */
    FEED_LIVE,     /* it grows */
    FEED_HALTED,   /* it grew, but no more */
    FEED_LOST,     /* what it came from is gone: a file removed, a line hung up */
    FEED_FINISHED, /* a recording that does not grow */
    FEED_FAILED,   /* it cannot be read */
};

/* What the bars of the screen say about the feed. */
struct feed_status {
    const char *name; /* of the source; belongs to the feed */
    enum feed_phase phase;
    unsigned percent;            /* loaded */
    uint64_t silent_ms;          /* without a heartbeat; before the first one, without a byte */
    struct record_counts counts; /* at the instant shown, as is the verdict */
    struct sync_verdict sync;
    struct timeline_status time; /* where in time the view is */
    const struct model *mark;    /* the model at the marked instant, or NULL */
    struct model_diff diff;      /* what differs from it, where there is one */
    int error;                   /* errno, when the phase is FEED_FAILED */
};

struct feed;

/* A feed from a path, or from standard input ("-"). The path is kept, not
 * copied. NULL when there is no memory. */
struct feed *feed_create(const char *path);

/* Gives everything back. NULL is allowed. */
void feed_destroy(struct feed *feed);

/* Takes what the source has, for a few milliseconds at most, and lets time
 * pass. now_ms is a monotonic time. True when the model that is shown may have
 * changed. */
bool feed_pump(struct feed *feed, uint64_t now_ms);

/* Returns whether the last pump ended for lack of time and the source has more: whoever sleeps now
 * falls behind. */
bool feed_is_behind(const struct feed *feed);

/* Reads all there is and returns; a stream counts as read when it ends, or has
 * been silent for silence_ms. False, errno set, when it cannot be read. */
bool feed_read_all(struct feed *feed, unsigned silence_ms);

/* How things are at now_ms. */
struct feed_status feed_get_status(struct feed *feed, uint64_t now_ms);

/* Returns whether the compressed file, all of which has been read, ends before its data does. */
bool feed_is_cut(const struct feed *feed);

/* What an errno of a source means. */
const char *feed_describe_error(int error);

/* The model at the instant shown; it belongs to the feed. */
struct model *feed_get_model(struct feed *feed);

/* Which instant is shown; it belongs to the feed. */
struct timeline *feed_get_timeline(struct feed *feed);

/* All that has been read; it belongs to the feed. */
struct recording *feed_get_recording(struct feed *feed);

/* Milliseconds on the clock that feed_pump() and feed_get_status() expect. */
uint64_t feed_get_clock_ms(void);

#endif
