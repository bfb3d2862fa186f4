/*
 * Keyframes: the whole state at intervals of a stream.
 *
 * Owns images of the model, each with the state of the decoder and its place in
 * the stream. Bounded: when they take too much memory every second one goes,
 * and from then on they are taken half as often.
 */
#ifndef STRATA_MEMVIZ_KEYFRAMES_H
#define STRATA_MEMVIZ_KEYFRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model_image.h"
#include "memviz/stream/record.h"

/* Bytes of stream between keyframes at first, and what all may take. What lies
 * between is decoded again for a seek: about a millisecond. */
#define KEYFRAMES_INTERVAL 0x40000u
#define KEYFRAMES_LIMIT    (48u << 20)

struct keyframe {
    uint64_t position; /* records accepted */
    uint64_t offset;   /* bytes read */
    struct record_decoder decoder;
    struct model_image image; /* the model then; its own */
};

struct keyframes {
    struct keyframe *items; /* by position, the oldest first */
    size_t count;
    size_t capacity;
    size_t bytes;      /* of all of them */
    size_t limit;      /* of bytes */
    uint64_t interval; /* bytes of stream between them */
};

/* An empty list that keeps below limit bytes. */
void keyframes_init(struct keyframes *keyframes, size_t limit);

/* Forgets all of them and gives their memory back. */
void keyframes_reset(struct keyframes *keyframes);

/* Returns whether the stream has grown enough for another one. */
bool keyframes_is_due(const struct keyframes *keyframes, uint64_t offset);

/* Takes one at the present end of the stream. Without memory for it none is
 * taken: seeking gets slower, not wrong. */
void keyframes_take(struct keyframes *keyframes, const struct record_decoder *decoder,
                    uint64_t offset, const struct model *model);

/* The last keyframe before a position, or NULL. A keyframe at the position itself
 * is not taken: its model may already hold damage that came after the record. */
const struct keyframe *keyframes_find(const struct keyframes *keyframes, uint64_t position);

/* Forgets those of the first half of the stream's bytes and returns the offset
 * of the first one that is left. */
uint64_t keyframes_drop_half(struct keyframes *keyframes);

#endif
