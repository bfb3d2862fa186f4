#include "memviz/time/timeline.h"

#include <stdlib.h>

#include "memviz/model/model_image.h"

/* A seek moves by this part of the recording. */
#define SEEK_PARTS 20u

/* The end of the stream is shown from the recording's own model. Any other instant
 * is shown from the view, a second model: see timeline.h. */
struct timeline {
    struct recording *recording; /* the caller's */
    enum timeline_mode mode;
    bool replay;                  /* freezing and going on plays, instead of going to the end */
    bool unreadable;              /* the instant asked for was not there; the end is shown */
    double speed;                 /* times the machine's own */
    uint64_t base_ms;             /* where playing began: the machine's time */
    uint64_t base_clock;          /* and ours */
    struct recording_cursor view; /* what is shown while not live */
    struct model *mark;           /* NULL: none */
    uint64_t mark_position;       /* records */
    unsigned generation;          /* of the recording that view and mark are of */
};

struct timeline *timeline_create(struct recording *recording)
{
    struct timeline *timeline = calloc(1, sizeof *timeline);

    if (timeline == NULL)
        return NULL;
    timeline->recording = recording;
    timeline->speed = 1;
    timeline->generation = recording_get_generation(recording);
    if (!recording_cursor_init(&timeline->view)) {
        free(timeline);
        return NULL;
    }
    return timeline;
}

static void drop_mark(struct timeline *timeline)
{
    model_destroy(timeline->mark);
    timeline->mark = NULL;
}

void timeline_destroy(struct timeline *timeline)
{
    if (timeline == NULL)
        return;
    drop_mark(timeline);
    recording_cursor_free(&timeline->view);
    free(timeline);
}

/* A position is a number of records, not of bytes or milliseconds: each is a
 * state that can be shown, and none is between two. */
static uint64_t get_position(const struct timeline *timeline)
{
    return timeline->mode == TIMELINE_LIVE ? recording_get_end(timeline->recording)
                                           : timeline->view.decoder.counts.accepted;
}

/* Always possible: the end is in memory. */
static void go_live(struct timeline *timeline)
{
    timeline->mode = TIMELINE_LIVE;
    timeline->unreadable = false;
}

/* What cannot be read any more cannot be shown: the end always can. */
static bool go_to(struct timeline *timeline, enum timeline_mode mode, uint64_t position)
{
    if (!recording_seek(timeline->recording, &timeline->view, position)) {
        go_live(timeline);
        timeline->unreadable = true;
        return false;
    }
    timeline->mode = mode;
    timeline->unreadable = false;
    return true;
}

/* Where playing began is kept, and all later places are computed from it: added
 * up step by step, rounding would let the speed drift. */
static void play(struct timeline *timeline, uint64_t position, uint64_t now_ms)
{
    if (go_to(timeline, TIMELINE_PLAYING, position)) {
        timeline->base_ms = recording_get_time_ms(timeline->recording, position);
        timeline->base_clock = now_ms;
    }
}

/* From the first instant that can still be reached: of a long stream the start
 * may be gone. */
void timeline_start_replay(struct timeline *timeline, double speed, uint64_t now_ms)
{
    timeline->replay = true;
    timeline->speed = speed;
    play(timeline, recording_get_start(timeline->recording), now_ms);
}

/* Freezes what is shown; what is frozen plays on, or goes back to the end. */
static void freeze(struct timeline *timeline, uint64_t now_ms)
{
    if (timeline->mode != TIMELINE_HELD)
        go_to(timeline, TIMELINE_HELD, get_position(timeline));
    else if (timeline->replay)
        play(timeline, get_position(timeline), now_ms);
    else
        go_live(timeline);
}

/* Moves by so many records, within the recording. */
static void move_by(struct timeline *timeline, bool forward, uint64_t records)
{
    uint64_t position = get_position(timeline);
    uint64_t target = position + records;

    if (!forward)
        target = position > records ? position - records : 0;
    go_to(timeline, TIMELINE_HELD, target);
}

/* Beyond the last step lies the end, before the first one the start. */
static void move_to_step(struct timeline *timeline, bool forward)
{
    uint64_t position = get_position(timeline);
    uint64_t target;

    if (!recording_find_step(timeline->recording, position, forward, &target))
        target = forward ? recording_get_end(timeline->recording) : 0;
    go_to(timeline, TIMELINE_HELD, target);
}

bool timeline_hold_record(struct timeline *timeline, uint64_t position)
{
    return position >= recording_get_start(timeline->recording) &&
           position <= recording_get_end(timeline->recording) &&
           go_to(timeline, TIMELINE_HELD, position);
}

/* From step to step of the recording, since a step may be in it many times: each
 * boot has its own, and the first is meant. */
bool timeline_hold_step(struct timeline *timeline, unsigned step)
{
    uint64_t position = 0;

    while (recording_find_step(timeline->recording, position, true, &position)) {
        if (!go_to(timeline, TIMELINE_HELD, position))
            return false;
        if (timeline->view.model->steps[step].reached)
            return true;
    }
    go_live(timeline);
    return false;
}

/* A twentieth of the whole, so that a key crosses any recording in twenty presses. */
static uint64_t get_seek_records(const struct timeline *timeline)
{
    uint64_t length =
        recording_get_end(timeline->recording) - recording_get_start(timeline->recording);

    return length >= SEEK_PARTS ? length / SEEK_PARTS : 1;
}

/* An image is a copy: the mark stays readable whatever becomes of the bytes. A
 * second press forgets, wherever the view is by then: there is always a way out. */
static void toggle_mark(struct timeline *timeline)
{
    bool marked = timeline->mark != NULL;
    struct model_image image;

    drop_mark(timeline);
    /* Without memory there is no mark, and the view is as before. */
    if (marked || !model_image_save(&image, timeline_get_model(timeline)))
        return;
    timeline->mark = model_create();
    if (timeline->mark != NULL && !model_image_load(&image, timeline->mark))
        drop_mark(timeline);
    model_image_free(&image);
    timeline->mark_position = get_position(timeline);
}

/* A move back or forth holds: who has gone there wants to look. */
void timeline_move(struct timeline *timeline, enum timeline_move move, uint64_t now_ms)
{
    switch (move) {
    case TIMELINE_FREEZE:
        freeze(timeline, now_ms);
        break;
    case TIMELINE_RECORD_BACK:
    case TIMELINE_RECORD_NEXT:
        move_by(timeline, move == TIMELINE_RECORD_NEXT, 1);
        break;
    case TIMELINE_STEP_BACK:
    case TIMELINE_STEP_NEXT:
        move_to_step(timeline, move == TIMELINE_STEP_NEXT);
        break;
    case TIMELINE_SEEK_BACK:
    case TIMELINE_SEEK_NEXT:
        move_by(timeline, move == TIMELINE_SEEK_NEXT, get_seek_records(timeline));
        break;
    case TIMELINE_TO_END:
        go_live(timeline);
        break;
    case TIMELINE_MARK:
        toggle_mark(timeline);
        break;
    }
}

/* A new recording has nothing to do with the instants of the last one. */
static bool notice_restart(struct timeline *timeline)
{
    unsigned generation = recording_get_generation(timeline->recording);

    if (generation == timeline->generation)
        return false;
    timeline->generation = generation;
    drop_mark(timeline);
    go_live(timeline);
    return true;
}

/* Position from time, not a step for each call: how often we are called depends
 * on the host. */
bool timeline_advance(struct timeline *timeline, uint64_t now_ms)
{
    if (notice_restart(timeline))
        return true;
    if (timeline->mode != TIMELINE_PLAYING)
        return false;
    uint64_t clock = now_ms > timeline->base_clock ? now_ms - timeline->base_clock : 0;
    uint64_t time = timeline->base_ms + (uint64_t)((double)clock * timeline->speed);
    uint64_t position = recording_find_time(timeline->recording, time);
    if (position >= recording_get_end(timeline->recording)) {
        go_live(timeline);
        return true;
    }
    /* Only when another record is due: most calls fall between two. */
    return position > get_position(timeline) && go_to(timeline, TIMELINE_PLAYING, position);
}

/* Restarts are noticed here as well, or a view could be drawn of a recording
 * that has just been dropped. */
struct model *timeline_get_model(struct timeline *timeline)
{
    notice_restart(timeline);
    return timeline->mode == TIMELINE_LIVE ? recording_get_model(timeline->recording)
                                           : timeline->view.model;
}

const struct record_counts *timeline_get_counts(const struct timeline *timeline)
{
    return timeline->mode == TIMELINE_LIVE ? recording_get_counts(timeline->recording)
                                           : &timeline->view.decoder.counts;
}

const struct model *timeline_get_mark(const struct timeline *timeline)
{
    return timeline->mark;
}

/* A copy, so that the bars need not know when it changes. */
struct timeline_status timeline_get_status(const struct timeline *timeline)
{
    uint64_t position = get_position(timeline);
    uint64_t end = recording_get_end(timeline->recording);

    return (struct timeline_status){
        .mode = timeline->mode,
        .replay = timeline->replay,
        .unreadable = timeline->unreadable,
        .position = position,
        .end = end,
        .time_ms = recording_get_time_ms(timeline->recording, position),
        .end_ms = recording_get_time_ms(timeline->recording, end),
        .speed = timeline->speed,
        .marked = timeline->mark != NULL,
        .mark_position = timeline->mark_position,
        .mark_ms = recording_get_time_ms(timeline->recording, timeline->mark_position),
    };
}
