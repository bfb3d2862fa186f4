/*
 * The publisher: it sends the state of the machine on COM2, as telemetry records.
 *
 * It owns the knowledge of what the reader already has. The machine does not report its
 * changes. Each time publish_next() is asked for a record, it compares a few values of the
 * machine (the heap's cursor, the lowest stack address, the frame counts, the log's count) with
 * the values that it sent last, and marks the lists of records that must be sent again. Only
 * the frame bitmap takes part itself: it sets one bit per chunk of frames that changed. A
 * comparison cannot be forgotten by a caller, and the allocators stay free of telemetry. The
 * price is a short comparison for every record.
 *
 * The order of the sources is their priority: the beat, changed lists, changed frames, checksums
 * of frame blocks, the owners of frames, and last the repetition. The beat is first, because a
 * viewer that misses it takes the machine for halted. A checksum is sent only when no chunk is
 * marked changed, so that it describes the frames that the reader has by then. The frames are sent
 * as states and not as changes, so a chunk may be sent twice without harm, and only its newest
 * state is sent.
 *
 * COM2 is a line without acknowledgement, so a record can be lost, and a reader can attach late.
 * Therefore everything is also repeated, one record in 50 ms, in an endless round: a snap record,
 * every list, then all frames block by block. A reader that missed records has the whole state
 * after one full round, and publish_repeat_now() sends such a round without the pauses. The slow
 * rate leaves the line to changes; in return, a reader of a large machine that cannot ask for a
 * round waits longer for the whole picture.
 *
 * The limits follow from this. A value that changes and changes back between two calls is never
 * sent. A log line that the ring overwrites before it is sent is lost, and only the gap in the
 * line numbers shows it. The mark of the stack's depth is measured with each beat, so it can be
 * a second old. The record lives in one buffer, so the caller must use it before its next call.
 */
#ifndef STRATA_CORE_PUBLISH_H
#define STRATA_CORE_PUBLISH_H

#include "kernel/core/publish_state.h"

/* Starts to publish a machine that is set up; its loader has sent
 * boot.telemetry_next records. The pointer version is kept. */
void publish_init(struct publish *publish, struct machine *machine, const char *version);

/* Stores in *record the next record that is due at now_ms (milliseconds since the kernel
 * started), valid until the next call. Returns its length, or 0 where none is due. */
size_t publish_next(struct publish *publish, uint64_t now_ms, const char **record);

/* Does the same while the kernel is stopped in the middle of what it does, where uptime stands
 * still: a beat is due where beat is set. */
size_t publish_next_stopped(struct publish *publish, uint64_t uptime_ms, bool beat,
                            const char **record);

/* Serves a reader that has lost records and asks for them: starts a round of the repetition at
 * once, and sends it as fast as the line takes it. */
void publish_repeat_now(struct publish *publish);

#endif
