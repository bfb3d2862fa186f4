/*
 * The recording: every stream, so that one can go back in it.
 *
 * Owns the decoder, the model at the end of the stream, and what is needed to
 * make the model of any earlier instant: where the bytes are, keyframes (images
 * of the model at intervals), the places of the boot steps and of the
 * heartbeats. An instant is a position: the number of records accepted up to
 * and including it. Memory is bounded however long the stream is: keyframes
 * thin out, and of a stream that is no file the oldest bytes are given up.
 */
#ifndef STRATA_MEMVIZ_RECORDING_H
#define STRATA_MEMVIZ_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"
#include "memviz/stream/record.h"

struct recording;

/* A model at a position of the recording, which can be moved. */
struct recording_cursor {
    struct model *model;           /* the state there; its own */
    struct record_decoder decoder; /* its counts are those at the position */
    uint64_t offset;               /* bytes read */
    unsigned generation;           /* of the recording it was placed in */
    bool placed;
};

/* An empty recording, or NULL when there is no memory. */
struct recording *recording_create(void);

/* Gives everything back. NULL is allowed. */
void recording_destroy(struct recording *recording);

/* Forgets everything: another stream begins. */
void recording_restart(struct recording *recording);

/* Takes the next bytes of the stream. fd is the file they lie in, at the place
 * that follows all bytes taken before; -1 when they lie in no file and must be
 * kept in one of our own (below $TMPDIR, without a name). */
void recording_feed(struct recording *recording, const void *bytes, size_t size, int fd);

/* Changes what a stream that is no file may take of the disk, which is 1 GiB
 * otherwise: a day at full rate. */
void recording_limit_spool(struct recording *recording, uint64_t bytes);

/* The model at the end of the stream. */
struct model *recording_get_model(struct recording *recording);

/* The counts at the end of the stream. */
const struct record_counts *recording_get_counts(const struct recording *recording);

/* The positions that can be gone to: the last one, and the first one, which is
 * 0 until the oldest bytes are given up. */
uint64_t recording_get_end(const struct recording *recording);
uint64_t recording_get_start(const struct recording *recording);

/* Grows by one with every restart. */
unsigned recording_get_generation(const struct recording *recording);

/* How many heartbeats have come. */
uint64_t recording_get_beats(const struct recording *recording);

/* Makes a cursor that is at no position yet; false when there is no memory. */
bool recording_cursor_init(struct recording_cursor *cursor);

/* Gives its memory back. */
void recording_cursor_free(struct recording_cursor *cursor);

/* Moves a cursor to a position. False, the cursor at no position, when the
 * bytes cannot be read any more. */
bool recording_seek(struct recording *recording, struct recording_cursor *cursor,
                    uint64_t position);

/* The position of the next boot step behind a position, or of the one before
 * it; false when there is none. */
bool recording_find_step(const struct recording *recording, uint64_t position, bool forward,
                         uint64_t *found);

/* When a position was reached, in milliseconds of the machine's clock since the
 * stream began. Heartbeats tell; between them it is interpolated, where there
 * are none it is the time the line takes. */
uint64_t recording_get_time_ms(const struct recording *recording, uint64_t position);

/* The last position reached by a time. */
uint64_t recording_find_time(const struct recording *recording, uint64_t time_ms);

/* Bytes of memory that keyframes take. */
size_t recording_get_keyframe_bytes(const struct recording *recording);

#endif
