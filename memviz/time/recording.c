#include "memviz/time/recording.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/model/model_apply.h"
#include "memviz/time/keyframes.h"
#include "memviz/stream/spool.h"
#include "memviz/time/timebase.h"

/* Read at a time in a replay, and the most that lies between two looks at
 * whether a keyframe is due. */
#define CHUNK_SIZE 65536u

/* Boot steps remembered: six a boot, so ten thousand boots. */
#define STEPS_MAX 65536u

#define SPOOL_LIMIT (1ull << 30)

struct recording {
    struct model *model; /* at the end */
    struct record_decoder decoder;
    uint64_t offset;     /* bytes taken so far */
    unsigned generation; /* grows at each restart: older cursors are void */
    uint64_t beats;      /* heartbeats since then */
    struct spool spool;  /* the bytes, or where they can be read */
    uint64_t spool_limit;
    struct keyframes keyframes;
    struct timebase timebase;
    uint64_t *steps; /* positions */
    size_t step_count;
    size_t step_capacity;   /* of steps, which are in order */
    char chunk[CHUNK_SIZE]; /* for replaying */
};

/* A step is new when there are more of them than before: the kernel repeats all
 * six. */
static unsigned count_reached(const struct model *model)
{
    unsigned count = 0;

    for (unsigned step = 1; step <= MODEL_STEP_MAX; step++)
        count += model->steps[step].reached;
    return count;
}

static void note_step(struct recording *recording, uint64_t position)
{
    if (recording->step_count == recording->step_capacity) {
        size_t capacity = recording->step_capacity == 0 ? 16 : recording->step_capacity * 2;
        uint64_t *steps =
            capacity > STEPS_MAX ? NULL : realloc(recording->steps, capacity * sizeof *steps);
        if (steps == NULL)
            return;
        recording->steps = steps;
        recording->step_capacity = capacity;
    }
    recording->steps[recording->step_count++] = position;
}

/* The kernel repeats the steps: only what was not known is one. */
static bool take_record(void *context, const struct record *record)
{
    struct recording *recording = context;
    struct model *model = recording->model;
    /* The type belongs to the decoder, and applying the record does not change it. */
    bool boot = strcmp(record->type, "boot") == 0;
    unsigned reached = record->new_boot ? 0 : count_reached(model);

    if (!model_apply_record(model, record))
        return false;
    uint64_t position = recording->decoder.counts.accepted + 1;
    if (boot && count_reached(model) > reached) {
        note_step(recording, position);
    } else if (strcmp(record->type, "beat") == 0) {
        struct timebase_point place = {.position = position, .offset = recording->offset};
        timebase_note_beat(&recording->timebase, &place, model->beat.ms);
        recording->beats++;
    }
    return true;
}

static void take_damage(void *context)
{
    struct recording *recording = context;

    model_note_damage(recording->model);
}

/* A replay notes neither steps nor heartbeats, because they were noted when the
 * record came for the first time. */
static bool replay_record(void *context, const struct record *record)
{
    return model_apply_record(context, record);
}

static void replay_damage(void *context)
{
    model_note_damage(context);
}

/* The keyframe at offset 0 makes the start reachable like any other instant. */
void recording_restart(struct recording *recording)
{
    const struct record_sink sink = {take_record, take_damage, recording};

    record_decoder_init(&recording->decoder, &sink);
    model_reset(recording->model);
    spool_reset(&recording->spool);
    keyframes_reset(&recording->keyframes);
    timebase_reset(&recording->timebase);
    recording->step_count = 0;
    recording->offset = 0;
    recording->beats = 0;
    recording->generation++;
    keyframes_take(&recording->keyframes, &recording->decoder, 0, recording->model);
}

struct recording *recording_create(void)
{
    struct recording *recording = calloc(1, sizeof *recording);

    if (recording == NULL)
        return NULL;
    spool_init(&recording->spool);
    recording->spool_limit = SPOOL_LIMIT;
    keyframes_init(&recording->keyframes, KEYFRAMES_LIMIT);
    recording->model = model_create();
    if (recording->model == NULL) {
        free(recording);
        return NULL;
    }
    recording_restart(recording);
    return recording;
}

void recording_destroy(struct recording *recording)
{
    if (recording == NULL)
        return;
    spool_reset(&recording->spool);
    keyframes_reset(&recording->keyframes);
    model_destroy(recording->model);
    free(recording->steps);
    free(recording);
}

/* The older half goes at once, so that this is rare. */
static void keep_spool_small(struct recording *recording)
{
    const struct spool *spool = &recording->spool;

    if (spool->own && spool->end - spool->start > recording->spool_limit)
        spool_drop(&recording->spool, keyframes_drop_half(&recording->keyframes));
}

/* Kept before it is decoded: a keyframe must never point at bytes that cannot be
 * read again. */
static void take_piece(struct recording *recording, const char *bytes, size_t size, int fd)
{
    spool_append(&recording->spool, bytes, size, fd);
    record_decoder_feed(&recording->decoder, bytes, size);
    recording->offset += size;
    if (keyframes_is_due(&recording->keyframes, recording->offset)) {
        keyframes_take(&recording->keyframes, &recording->decoder, recording->offset,
                       recording->model);
        keep_spool_small(recording);
    }
}

/* In pieces, so that keyframes are as close together as they are meant to be
 * however much comes at once. */
void recording_feed(struct recording *recording, const void *bytes, size_t size, int fd)
{
    const char *byte = bytes;

    while (size > 0) {
        size_t piece = size < CHUNK_SIZE ? size : CHUNK_SIZE;
        take_piece(recording, byte, piece, fd);
        byte += piece;
        size -= piece;
    }
}

void recording_limit_spool(struct recording *recording, uint64_t bytes)
{
    recording->spool_limit = bytes;
}

struct model *recording_get_model(struct recording *recording)
{
    return recording->model;
}

const struct record_counts *recording_get_counts(const struct recording *recording)
{
    return &recording->decoder.counts;
}

uint64_t recording_get_end(const struct recording *recording)
{
    return recording->decoder.counts.accepted;
}

/* The state at the very start is known even when all keyframes failed. */
uint64_t recording_get_start(const struct recording *recording)
{
    const struct keyframes *keyframes = &recording->keyframes;
    bool whole = keyframes->count == 0 || keyframes->items[0].offset == 0;

    return whole ? 0 : keyframes->items[0].position + 1;
}

unsigned recording_get_generation(const struct recording *recording)
{
    return recording->generation;
}

uint64_t recording_get_beats(const struct recording *recording)
{
    return recording->beats;
}

bool recording_cursor_init(struct recording_cursor *cursor)
{
    *cursor = (struct recording_cursor){.model = model_create()};
    return cursor->model != NULL;
}

void recording_cursor_free(struct recording_cursor *cursor)
{
    model_destroy(cursor->model);
    *cursor = (struct recording_cursor){0};
}

/* Puts the cursor at a keyframe, or at the start where there is none. */
static bool place_cursor(struct recording_cursor *cursor, const struct keyframe *keyframe)
{
    const struct record_sink sink = {replay_record, replay_damage, cursor->model};

    if (keyframe == NULL) {
        record_decoder_init(&cursor->decoder, &sink);
        model_reset(cursor->model);
        cursor->offset = 0;
        return true;
    }
    cursor->decoder = keyframe->decoder;
    cursor->decoder.sink = sink;
    cursor->offset = keyframe->offset;
    return model_image_load(&keyframe->image, cursor->model);
}

/* Decodes until a position is reached, record by record so as not to go past
 * it; returns how many of the bytes that took. */
static size_t feed_until(struct record_decoder *decoder, const char *bytes, size_t size,
                         uint64_t position)
{
    size_t used = 0;

    while (used < size && decoder->counts.accepted < position) {
        const char *line_feed = memchr(bytes + used, '\n', size - used);
        size_t piece = line_feed == NULL ? size - used : (size_t)(line_feed - bytes) + 1 - used;
        record_decoder_feed(decoder, bytes + used, piece);
        used += piece;
    }
    return used;
}

/* False where the bytes are gone: the file may have been truncated since. */
static bool replay_until(struct recording *recording, struct recording_cursor *cursor,
                         uint64_t position)
{
    while (cursor->decoder.counts.accepted < position) {
        size_t size = spool_read(&recording->spool, cursor->offset, recording->chunk, CHUNK_SIZE);
        if (size == 0)
            return false;
        cursor->offset += feed_until(&cursor->decoder, recording->chunk, size, position);
    }
    return true;
}

/* Going on from where the cursor is saves the way from the keyframe. */
static bool is_on_the_way(const struct recording *recording, const struct recording_cursor *cursor,
                          const struct keyframe *keyframe, uint64_t position)
{
    uint64_t at = cursor->decoder.counts.accepted;

    return cursor->placed && cursor->generation == recording->generation && at <= position &&
           (keyframe == NULL || at >= keyframe->position);
}

/* A state cannot be computed backwards: it is that of the keyframe before, and
 * what came since. */
bool recording_seek(struct recording *recording, struct recording_cursor *cursor, uint64_t position)
{
    uint64_t start = recording_get_start(recording);
    uint64_t end = recording_get_end(recording);

    /* Asked for more than there is, the nearest is shown: keys repeat faster
     * than people look. */
    position = position < start ? start : position > end ? end : position;
    const struct keyframe *keyframe = keyframes_find(&recording->keyframes, position);
    if (!is_on_the_way(recording, cursor, keyframe, position)) {
        cursor->placed = place_cursor(cursor, keyframe);
        cursor->generation = recording->generation;
    }
    cursor->placed = cursor->placed && replay_until(recording, cursor, position);
    return cursor->placed;
}

/* Steps come in order, so halving finds them. */
bool recording_find_step(const struct recording *recording, uint64_t position, bool forward,
                         uint64_t *found)
{
    size_t start = 0;
    size_t end = recording->step_count;

    /* The search finds the first step after the position, or, when it goes
     * backwards, the first step at or after it. */
    while (start < end) {
        size_t middle = start + (end - start) / 2;
        if (recording->steps[middle] < position + forward)
            start = middle + 1;
        else
            end = middle;
    }
    if (forward ? start == recording->step_count : start == 0)
        return false;
    *found = recording->steps[forward ? start : start - 1];
    return true;
}

/* After the last heartbeat there is no clock. The time that passes there is the
 * time that the bytes take on the line. */
static struct timebase_point get_end_point(const struct recording *recording)
{
    return (struct timebase_point){.position = recording_get_end(recording),
                                   .offset = recording->offset};
}

uint64_t recording_get_time_ms(const struct recording *recording, uint64_t position)
{
    struct timebase_point end = get_end_point(recording);

    return timebase_get_ms(&recording->timebase, &end, position);
}

uint64_t recording_find_time(const struct recording *recording, uint64_t time_ms)
{
    struct timebase_point end = get_end_point(recording);

    return timebase_find(&recording->timebase, &end, time_ms);
}

size_t recording_get_keyframe_bytes(const struct recording *recording)
{
    return recording->keyframes.bytes;
}
