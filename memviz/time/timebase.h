/*
 * The times of a stream: which record came when.
 *
 * Owns the heartbeats' places and times. The machine reports the time once a
 * second, and between two heartbeats it is taken to pass evenly. No heartbeat
 * gives the time before the first one, after the last one, and across a restart
 * of the machine. There the number of bytes and the speed of the line give it
 * (115200 baud, docs/telemetry.md).
 * Bounded: when there are too many points every second one goes.
 */
#ifndef STRATA_MEMVIZ_TIMEBASE_H
#define STRATA_MEMVIZ_TIMEBASE_H

#include <stddef.h>
#include <stdint.h>

#define TIMEBASE_POINTS_MAX 16384u

struct timebase_point {
    uint64_t position; /* records accepted */
    uint64_t offset;   /* bytes */
    uint64_t ms;       /* since the stream began; never falls */
};

struct timebase {
    struct timebase_point points[TIMEBASE_POINTS_MAX]; /* the first is the start */
    size_t count;
    uint64_t stride;            /* one of this many heartbeats is kept */
    uint64_t skipped;           /* since the last one kept */
    uint64_t beat_ms;           /* the machine's own time at the last heartbeat */
    struct timebase_point last; /* kept or not */
};

/* Starts over at time 0. */
void timebase_reset(struct timebase *timebase);

/* Takes a heartbeat that reports beat_ms; place's ms is not used. */
void timebase_note_beat(struct timebase *timebase, const struct timebase_point *place,
                        uint64_t beat_ms);

/* When a position was reached; end is the end of the stream (its ms is not
 * used). */
uint64_t timebase_get_ms(const struct timebase *timebase, const struct timebase_point *end,
                         uint64_t position);

/* The last position reached by a time. */
uint64_t timebase_find(const struct timebase *timebase, const struct timebase_point *end,
                       uint64_t ms);

#endif
