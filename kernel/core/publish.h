/*
 * What the kernel says on COM2: state, kept in step with the machine.
 *
 * Owns the knowledge of what a reader has been told. It compares that with the
 * machine each time it is asked for a record, so nothing in the machine has to
 * report its changes (but the frame bitmap, which marks chunks). What changed is
 * sent first, newest value only; besides, everything is repeated slowly, so that
 * a reader who lost records converges.
 */
#ifndef STRATA_CORE_PUBLISH_H
#define STRATA_CORE_PUBLISH_H

#include "kernel/core/publish_state.h"

/* Starts to publish a machine that is set up; its loader has said
 * boot.telemetry_next records. version is kept. */
void publish_init(struct publish *publish, struct machine *machine, const char *version);

/* The next record that is due at now_ms (milliseconds since the kernel started)
 * in *record, good until the next call, and its length; 0 where none is. */
size_t publish_next(struct publish *publish, uint64_t now_ms, const char **record);

/* A reader has lost records and asks: starts a round of the repetition at once,
 * and sends it as fast as the line takes it. */
void publish_repeat_now(struct publish *publish);

/* Whether all that changed has been said (what is left is repetition). */
bool publish_is_idle(const struct publish *publish);

#endif
