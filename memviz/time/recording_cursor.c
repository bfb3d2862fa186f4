#include "memviz/time/recording_cursor.h"

#include <string.h>

#include "memviz/model/model_apply.h"

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

bool recording_cursor_place(struct recording_cursor *cursor, const struct keyframe *keyframe)
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

/* Record by record, so as not to go past the position. */
size_t recording_cursor_feed(struct recording_cursor *cursor, const char *bytes, size_t size,
                             uint64_t position)
{
    struct record_decoder *decoder = &cursor->decoder;
    size_t used = 0;

    while (used < size && decoder->counts.accepted < position) {
        const char *line_feed = memchr(bytes + used, '\n', size - used);
        size_t piece = line_feed == NULL ? size - used : (size_t)(line_feed - bytes) + 1 - used;
        record_decoder_feed(decoder, bytes + used, piece);
        used += piece;
    }
    return used;
}
