#include "memviz/feed.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* How long one pump may take, so that keys are answered while a long recording
 * is read, and how much it reads at a time. */
#define PUMP_MS    10u
#define CHUNK_SIZE 65536u

struct feed {
    const char *name;
    struct source *source;
    struct model *model;
    struct record_decoder decoder;
    enum source_event event; /* the last one */
    int error;
    bool caught_up; /* the end has been reached once */
    bool grew;      /* it was seen to be written to */
    uint64_t last_data_ms;
    char chunk[CHUNK_SIZE];
};

static bool take_record(void *context, const struct record *record)
{
    return model_apply_record(context, record);
}

static void take_damage(void *context)
{
    model_note_damage(context);
}

/* At the start, and when the machine has begun a new recording: counts of the
 * last one would be wrong for this one. */
static void start_over(struct feed *feed)
{
    const struct record_sink sink = {take_record, take_damage, feed->model};
    record_decoder_init(&feed->decoder, &sink);
    model_reset(feed->model);
}

struct feed *feed_create(const char *path)
{
    struct feed *feed = calloc(1, sizeof *feed);
    if (feed == NULL) {
        return NULL;
    }
    feed->name = path;
    feed->event = SOURCE_WAITING;
    feed->source = source_create(path);
    feed->model = model_create();
    if (feed->source == NULL || feed->model == NULL) {
        feed_destroy(feed);
        return NULL;
    }
    start_over(feed);
    return feed;
}

void feed_destroy(struct feed *feed)
{
    if (feed == NULL) {
        return;
    }
    source_destroy(feed->source);
    model_destroy(feed->model);
    free(feed);
}

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
    if (feed->caught_up) {
        return;
    }
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
        feed->grew = feed->grew || feed->caught_up || !source_is_file(feed->source);
        feed->last_data_ms = now_ms;
        record_decoder_feed(&feed->decoder, feed->chunk, got);
        return true;
    case SOURCE_RESTARTED:
        feed->grew = true;
        feed->last_data_ms = now_ms;
        start_over(feed);
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

bool feed_pump(struct feed *feed, uint64_t now_ms)
{
    bool changed = false;
    while (take_step(feed, now_ms)) {
        changed = true;
        if (feed_get_clock_ms() - now_ms >= PUMP_MS) {
            break;
        }
    }
    return changed;
}

static void wait_ms(unsigned ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

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
            return false;
        } else if (feed->event == SOURCE_ENDED || source_is_file(feed->source) ||
                   now_ms - last_ms >= silence_ms) {
            return true;
        } else {
            wait_ms(10);
        }
    }
}

/* In the order of what the user must know first. */
static enum feed_phase find_phase(const struct feed *feed, uint64_t silent_ms)
{
    if (feed->event == SOURCE_FAILED) {
        return FEED_FAILED;
    }
    if (feed->event == SOURCE_WAITING && !feed->model->any) {
        return FEED_WAITING;
    }
    if (!feed->caught_up && feed->event == SOURCE_DATA) {
        return FEED_LOADING;
    }
    if (feed->event == SOURCE_ENDED) {
        return FEED_FINISHED;
    }
    if (silent_ms < FEED_SILENCE_MS) {
        return FEED_LIVE;
    }
    return feed->grew ? FEED_HALTED : FEED_FINISHED;
}

struct feed_status feed_get_status(struct feed *feed, uint64_t now_ms)
{
    uint64_t silent_ms = now_ms > feed->last_data_ms ? now_ms - feed->last_data_ms : 0;
    struct feed_status status = {.name = feed->name,
                                 .phase = find_phase(feed, silent_ms),
                                 .percent = source_get_percent(feed->source),
                                 .silent_ms = silent_ms,
                                 .counts = feed->decoder.counts,
                                 .sync = sync_judge(feed->model),
                                 .error = feed->error};
    return status;
}

struct model *feed_get_model(struct feed *feed)
{
    return feed->model;
}
