/*
 * The recording: every stream, so that one can go back in it.
 *
 * Owns the decoder, the model at the end of the stream, and what is needed to
 * make the model of any earlier instant: where the bytes are, keyframes (images
 * of the model at intervals), the places of the boot steps and of the
 * heartbeats. An instant is a position: the number of records accepted up to
 * and including it.
 *
 * Theory of operation. A record replaces a part of the state and does not say
 * what it replaces, so an earlier state cannot be computed from a later one. The
 * recording keeps the bytes of the stream and decodes them again. A seek loads
 * the last keyframe before the position into the cursor's model and applies the
 * records that follow, until as many have been accepted as the position says. A
 * cursor that already stands between that keyframe and the position goes on from
 * where it is, so a step forward and playing cost only the records in between.
 *
 * Bytes are kept, and not decoded records or differences between states, because
 * the same decoder then makes the same model and the same counts of damage as it
 * did the first time. The price is that a seek decodes up to one interval of
 * keyframes. Intervals are measured in bytes, since bytes are what a seek has to
 * decode, and a piece of the stream may end in the middle of a record: a keyframe
 * therefore holds the state of the decoder together with the image of the model.
 * A seek never starts from a keyframe at the position itself, because the decoder
 * may have met damage between the last record and that keyframe.
 *
 * Memory is bounded however long the stream is. When the keyframes exceed
 * KEYFRAMES_LIMIT, every second one is dropped and the interval doubles, so seeks
 * in a long stream are slower but reach the same instants. A keyframe for which
 * there is no memory is left out, with the same effect. The bytes of a file are
 * read from that file again. Bytes that lie in no file are written to one of our
 * own; when it exceeds its limit, the older half is given up, and
 * recording_get_start() moves forward.
 *
 * Three limits follow. A file that is truncated after it has been read, or a full
 * disk, can make a seek fail; the model at the end of the stream is not affected.
 * The number of boot steps that are remembered is bounded, and later ones are not
 * found by recording_find_step(). Times are measured at heartbeats only, and
 * timebase.h says how they are estimated elsewhere.
 */
#ifndef STRATA_MEMVIZ_RECORDING_H
#define STRATA_MEMVIZ_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/model/model.h"
#include "memviz/stream/record.h"
#include "memviz/time/recording_cursor.h"

struct recording;

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

/* Moves a cursor to a position. False, the cursor at no position, when the
 * bytes cannot be read any more. */
bool recording_seek(struct recording *recording, struct recording_cursor *cursor,
                    uint64_t position);

/* The position of the next boot step after a position, or of the last one before
 * it; false when there is none. */
bool recording_find_step(const struct recording *recording, uint64_t position, bool forward,
                         uint64_t *found);

/* When a position was reached, in milliseconds of the machine's clock since the
 * stream began. Heartbeats give the time, and between two of them it is
 * interpolated. Where there are none, it is the time that the bytes take on the line. */
uint64_t recording_get_time_ms(const struct recording *recording, uint64_t position);

/* The last position reached by a time. */
uint64_t recording_find_time(const struct recording *recording, uint64_t time_ms);

/* Bytes of memory that keyframes take. */
size_t recording_get_keyframe_bytes(const struct recording *recording);

#endif
