/*
 * The timeline: which instant of the recording is shown.
 *
 * Owns the position (the end of the stream, held, or playing), the model there,
 * and the marked instant that others are compared with. The stream goes on
 * whatever is shown. Takes the time as an argument.
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
