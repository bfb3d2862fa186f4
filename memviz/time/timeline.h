/*
 * The timeline: which instant of the recording is shown.
 *
 * Owns the position (the end of the stream, held, or playing), the model there,
 * and the marked instant that others are compared with. The stream goes on
 * whatever is shown. Takes the time as an argument.
 *
 * Theory of operation. There are two models. The end of the stream is the
 * recording's own model, which changes as bytes come. Any other instant is shown
 * from a second model, which the timeline owns and moves by seeks. Looking at the
 * past therefore never stops the reading of the stream, and the way back to the
 * end needs no seek and cannot fail. The price is the memory of a second model.
 *
 * An instant is a position in records and not a time, because each accepted record
 * makes a state that can be shown, and many records share a millisecond. Playing
 * keeps the instant at which it began on both clocks, the machine's and the
 * host's. Each call computes the position from the time that has passed since
 * then, so the speed does not depend on how often the host calls, and rounding
 * does not add up. When playing reaches the end of the recording, the end of the
 * stream is shown from then on. The times are those of timebase.h: between
 * heartbeats they are estimates, and records appear at evenly spread times.
 *
 * The mark is a copy of a whole model and not a position. It stays readable after
 * the bytes of its instant have been given up, and a comparison needs no seek for
 * each frame that is drawn. The price is the memory of a third model while there
 * is a mark.
 *
 * A restart of the recording drops the mark and shows the end, because positions
 * of the old recording mean nothing in the new one. An instant whose bytes cannot
 * be read shows the end as well, and the status reports it as unreadable. A move
 * to before the first instant that is kept ends at that instant. To find a boot
 * step by its number takes one seek for each step before it.
 */
#ifndef STRATA_MEMVIZ_TIMELINE_H
#define STRATA_MEMVIZ_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "memviz/model/model_diff.h"
#include "memviz/time/recording.h"

enum timeline_mode {
    TIMELINE_LIVE,    /* the end of the stream */
    TIMELINE_HELD,    /* one instant */
    TIMELINE_PLAYING, /* time passes, from one instant on */
};

/* The ways to another instant. */
enum timeline_move {
    TIMELINE_FREEZE, /* holds what is shown; what is held plays on, or goes to the end */
    TIMELINE_RECORD_BACK,
    TIMELINE_RECORD_NEXT,
    TIMELINE_STEP_BACK, /* to a boot step */
    TIMELINE_STEP_NEXT,
    TIMELINE_SEEK_BACK, /* by a twentieth of the recording */
    TIMELINE_SEEK_NEXT,
    TIMELINE_TO_END, /* from then on the end of the stream is shown */
    TIMELINE_MARK,   /* compares with this instant from now on; a second time forgets it */
};

/* What the bars say of it. */
struct timeline_status {
    enum timeline_mode mode;
    bool replay;       /* asked for by `memviz replay` */
    bool unreadable;   /* the last instant asked for could not be read */
    uint64_t position; /* records */
    uint64_t end;      /* of the stream */
    uint64_t time_ms;  /* of the machine, since the stream began */
    uint64_t end_ms;
    double speed;           /* of a replay: times the machine's own */
    bool marked;            /* an instant is kept for comparison */
    uint64_t mark_position; /* records */
    uint64_t mark_ms;       /* of the machine, at the mark */
};

struct timeline;

/* A timeline of a recording, at its end. NULL when there is no memory. */
struct timeline *timeline_create(struct recording *recording);

/* Gives it back, not the recording. NULL is allowed. */
void timeline_destroy(struct timeline *timeline);

/* Plays the recording from its start, speed times as fast as it came. From then
 * on the key that freezes plays again. */
void timeline_start_replay(struct timeline *timeline, double speed, uint64_t now_ms);

/* Holds the instant after so many records, or the one at which a boot step was
 * first reached. False when it is not in the recording. */
bool timeline_hold_record(struct timeline *timeline, uint64_t position);
bool timeline_hold_step(struct timeline *timeline, unsigned step);

/* Goes to another instant, or marks the one that is shown. */
void timeline_move(struct timeline *timeline, enum timeline_move move, uint64_t now_ms);

/* Lets time pass. True when another instant is shown than before; the end of a
 * stream that grows does not count. */
bool timeline_advance(struct timeline *timeline, uint64_t now_ms);

/* The model to show; and the counts at its instant. */
struct model *timeline_get_model(struct timeline *timeline);
const struct record_counts *timeline_get_counts(const struct timeline *timeline);

/* The model at the marked instant, or NULL: see model_diff.h. */
const struct model *timeline_get_mark(const struct timeline *timeline);

/* How things are. */
struct timeline_status timeline_get_status(const struct timeline *timeline);

#endif
