/*
 * A model at a position of a recording, which can be moved.
 *
 * Owns its model and the state of the decoder that made it. recording_seek() in recording.h
 * decides from which keyframe a cursor goes, and which bytes it is fed.
 */
#ifndef STRATA_MEMVIZ_RECORDING_CURSOR_H
#define STRATA_MEMVIZ_RECORDING_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"
#include "memviz/stream/record.h"
#include "memviz/time/keyframes.h"

struct recording_cursor {
    struct model *model;           /* the state there; its own */
    struct record_decoder decoder; /* its counts are those at the position */
    uint64_t offset;               /* bytes read */
    unsigned generation;           /* of the recording it was placed in */
    bool placed;
};

/* Makes a cursor that is at no position yet; false when there is no memory. */
bool recording_cursor_init(struct recording_cursor *cursor);

/* Frees the memory of a cursor. */
void recording_cursor_free(struct recording_cursor *cursor);

/* Puts the cursor at a keyframe, or at the start where it is NULL. Returns false where the image
 * of the keyframe cannot be read. */
bool recording_cursor_place(struct recording_cursor *cursor, const struct keyframe *keyframe);

/* Decodes bytes until the cursor reaches a position, and returns how many of them that took. */
size_t recording_cursor_feed(struct recording_cursor *cursor, const char *bytes, size_t size,
                             uint64_t position);

#endif
