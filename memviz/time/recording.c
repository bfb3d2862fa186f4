#include "memviz/time/recording.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/model/model_apply.h"
#include "memviz/stream/spool.h"
#include "memviz/time/keyframes.h"
#include "memviz/time/step_list.h"
#include "memviz/time/timebase.h"

/* Read at a time in a replay, and the most that lies between two looks at
 * whether a keyframe is due. */
#define CHUNK_SIZE 65536u

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
    struct step_list steps;
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
        step_list_add(&recording->steps, position);
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

/* The keyframe at offset 0 makes the start reachable like any other instant. */
void recording_restart(struct recording *recording)
{
    const struct record_sink sink = {take_record, take_damage, recording};

    record_decoder_init(&recording->decoder, &sink);
    model_reset(recording->model);
    spool_reset(&recording->spool);
    keyframes_reset(&recording->keyframes);
    timebase_reset(&recording->timebase);
    step_list_clear(&recording->steps);
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
    step_list_free(&recording->steps);
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

/* False where the bytes are gone: the file may have been truncated since. */
static bool replay_until(struct recording *recording, struct recording_cursor *cursor,
                         uint64_t position)
{
    while (cursor->decoder.counts.accepted < position) {
        size_t size = spool_read(&recording->spool, cursor->offset, recording->chunk, CHUNK_SIZE);
        if (size == 0)
            return false;
        cursor->offset += recording_cursor_feed(cursor, recording->chunk, size, position);
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
        cursor->placed = recording_cursor_place(cursor, keyframe);
        cursor->generation = recording->generation;
    }
    cursor->placed = cursor->placed && replay_until(recording, cursor, position);
    return cursor->placed;
}

bool recording_find_step(const struct recording *recording, uint64_t position, bool forward,
                         uint64_t *found)
{
    return step_list_find(&recording->steps, position, forward, found);
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
