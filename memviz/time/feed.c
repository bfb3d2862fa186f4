#include "memviz/time/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* How long one pump may take, so that keys are answered while a long recording
 * is read, and how much it reads at a time. */
#define PUMP_MS    10u
#define CHUNK_SIZE 65536u

/* What times are compared here are ours, from a clock that nobody sets. The
 * machine's own time is the timeline's business: it stands still while the
 * machine does, which is what is to be found out here. */
struct feed {
    const char *name; /* the path, the caller's */
    struct source *source;
    struct recording *recording;
    struct timeline *timeline;
    enum source_event event; /* the last one */
    int error;               /* errno of the last failure */
    bool caught_up;          /* the end has been reached once */
    bool grew;               /* it was seen to be written to */
    uint64_t last_data_ms;   /* when anything last came */
    uint64_t beats;          /* heartbeats seen */
    uint64_t last_beat_ms;   /* when the last one was read */
    uint64_t asked_ms;       /* when a repetition was asked for */
    bool asked;
    char chunk[CHUNK_SIZE]; /* of one read */
};

/* Whatever was made before something failed is given back by feed_destroy(). */
struct feed *feed_create(const char *path)
{
    struct feed *feed = calloc(1, sizeof *feed);

    if (feed == NULL)
        return NULL;
    feed->name = path;
    /* Until the first read nothing is known, and waiting is what one does then. */
    feed->event = SOURCE_WAITING;
    feed->source = source_create(path);
    feed->recording = recording_create();
    feed->timeline = feed->recording != NULL ? timeline_create(feed->recording) : NULL;
    if (feed->source == NULL || feed->timeline == NULL) {
        feed_destroy(feed);
        return NULL;
    }
    return feed;
}

void feed_destroy(struct feed *feed)
{
    if (feed == NULL)
        return;
    source_destroy(feed->source);
    timeline_destroy(feed->timeline);
    recording_destroy(feed->recording);
    free(feed);
}

/* Monotonic: setting the host's clock must not make a machine look halted. */
uint64_t feed_get_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The first time at the end of a file, its age tells when it last grew: it may
 * have been a moment ago. */
static void note_end(struct feed *feed, uint64_t now_ms)
{
    if (feed->caught_up)
        return;
    feed->caught_up = true;
    uint64_t age = source_get_age_ms(feed->source);
    feed->last_data_ms = age < now_ms ? now_ms - age : 0;
    feed->grew = feed->grew || age < FEED_SILENCE_MS;
}

/* One read. True when the model may have changed. */
static bool take_step(struct feed *feed, uint64_t now_ms)
{
    size_t got;

    feed->event = source_read(feed->source, feed->chunk, sizeof feed->chunk, &got);
    switch (feed->event) {
    case SOURCE_DATA:
        /* A file that has not grown under our eyes is a recording, and its
         * silence no halt. */
        feed->grew = feed->grew || feed->caught_up || !source_is_file(feed->source);
        feed->last_data_ms = now_ms;
        recording_feed(feed->recording, feed->chunk, got, source_get_data_fd(feed->source));
        return true;
    case SOURCE_RESTARTED:
        feed->grew = true;
        feed->last_data_ms = now_ms;
        /* Counts of the last recording would be wrong for this one. */
        recording_restart(feed->recording);
        return true;
    case SOURCE_FAILED:
        feed->error = errno;
        return false;
    case SOURCE_WAITING:
        /* A file that appears later is written as we look on. */
        feed->caught_up = true;
        return false;
    default:
        note_end(feed, now_ms);
        return false;
    }
}

/* After loss a device is asked to say everything at once instead of slowly: the
 * sooner the true state is known again. */
static void ask_for_repetition(struct feed *feed, uint64_t now_ms)
{
    bool wanted = recording_get_model(feed->recording)->damaged;
    bool soon = feed->asked && now_ms - feed->asked_ms < FEED_ASK_MS;

    if (wanted && !soon && source_request_sync(feed->source)) {
        feed->asked = true;
        feed->asked_ms = now_ms;
    }
}

/* A beat counts when it is read. While an old recording is caught up with, beats
 * come in hundreds and all of them now. */
static void note_heartbeat(struct feed *feed, uint64_t now_ms)
{
    uint64_t beats = recording_get_beats(feed->recording);

    if (beats != feed->beats) {
        feed->beats = beats;
        feed->last_beat_ms = now_ms;
    }
}

/* Reads for as long as the keyboard can wait, and never waits itself. */
bool feed_pump(struct feed *feed, uint64_t now_ms)
{
    bool changed = false;
    uint64_t start_ms = feed_get_clock_ms();

    while (take_step(feed, now_ms)) {
        changed = true;
        /* Asked after each chunk: one of 64 KiB is decoded in far less. */
        if (feed_get_clock_ms() - start_ms >= PUMP_MS)
            break;
    }
    note_heartbeat(feed, now_ms);
    ask_for_repetition(feed, now_ms);
    bool moved = timeline_advance(feed->timeline, now_ms);
    return moved || (changed && timeline_get_status(feed->timeline).mode == TIMELINE_LIVE);
}

bool feed_is_behind(const struct feed *feed)
{
    return feed->event == SOURCE_DATA;
}

/* Only for runs without a screen: the interactive loop waits for a key instead. */
static void wait_ms(unsigned ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

    nanosleep(&time, NULL);
}

/* A file ends at its end. A stream has none that could be seen, so it has ended
 * when it has been silent for so long. */
bool feed_read_all(struct feed *feed, unsigned silence_ms)
{
    uint64_t last_ms = feed_get_clock_ms();

    for (;;) {
        uint64_t now_ms = feed_get_clock_ms();
        bool changed = take_step(feed, now_ms);
        if (changed) {
            last_ms = now_ms;
        } else if (feed->event == SOURCE_FAILED || feed->event == SOURCE_WAITING) {
            errno = feed->event == SOURCE_WAITING ? ENOENT : feed->error;
            return feed->event == SOURCE_WAITING && recording_get_end(feed->recording) > 0;
        } else if (feed->event == SOURCE_ENDED || source_is_file(feed->source) ||
                   now_ms - last_ms >= silence_ms) {
            return true;
        } else {
            wait_ms(10);
        }
    }
}

/* A file's time stamp may lie in the future; nothing is younger than 0. */
static uint64_t get_age(uint64_t now_ms, uint64_t then_ms)
{
    return now_ms > then_ms ? now_ms - then_ms : 0;
}

/* In the order of what the user must know first. */
static enum feed_phase find_phase(const struct feed *feed, uint64_t now_ms)
{
    uint64_t silent_ms = get_age(now_ms, feed->last_data_ms);

    if (feed->event == SOURCE_FAILED)
        return FEED_FAILED;
    if (feed->event == SOURCE_WAITING && recording_get_end(feed->recording) == 0)
        return FEED_WAITING;
    if (!feed->caught_up && feed->event == SOURCE_DATA)
        return FEED_LOADING;
    if (feed->event == SOURCE_WAITING || feed->event == SOURCE_LOST)
        return FEED_LOST;
    if (feed->event == SOURCE_ENDED)
        return FEED_FINISHED;
    /* One that speaks but whose heart has stopped is halted too. */
    bool alive = feed->beats == 0 || get_age(now_ms, feed->last_beat_ms) < FEED_HEARTBEAT_MS;
    if (silent_ms < FEED_SILENCE_MS && alive)
        return FEED_LIVE;
    return feed->grew ? FEED_HALTED : FEED_FINISHED;
}

/* Everything that the bars show, in one copy taken at one moment, so that no two
 * numbers on the screen contradict each other. */
struct feed_status feed_get_status(struct feed *feed, uint64_t now_ms)
{
    uint64_t sign_ms = feed->beats > 0 ? feed->last_beat_ms : feed->last_data_ms;
    struct feed_status status = {.name = feed->name,
                                 .phase = find_phase(feed, now_ms),
                                 .percent = source_get_percent(feed->source),
                                 .silent_ms = get_age(now_ms, sign_ms),
                                 .counts = *timeline_get_counts(feed->timeline),
                                 .sync = sync_compute_verdict(timeline_get_model(feed->timeline)),
                                 .time = timeline_get_status(feed->timeline),
                                 .mark = timeline_get_mark(feed->timeline),
                                 .error = feed->error};

    if (status.phase == FEED_FINISHED && source_is_cut(feed->source))
        status.sync.state = SYNC_CUT;
    if (status.mark != NULL)
        status.diff = model_diff_compute(status.mark, timeline_get_model(feed->timeline));
    return status;
}

bool feed_is_cut(const struct feed *feed)
{
    return source_is_cut(feed->source);
}

/* The values that the system's own text would not explain. */
const char *feed_describe_error(int error)
{
    if (error == EFBIG)
        return "its compression needs more memory than is allowed; compress it again, zstd without "
               "--long";
    return error == EBADMSG ? "its compressed data is damaged" : strerror(error);
}

struct model *feed_get_model(struct feed *feed)
{
    return timeline_get_model(feed->timeline);
}

struct timeline *feed_get_timeline(struct feed *feed)
{
    return feed->timeline;
}

struct recording *feed_get_recording(struct feed *feed)
{
    return feed->recording;
}
