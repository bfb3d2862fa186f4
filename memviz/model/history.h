/*
 * The frame statistics over time.
 *
 * Owns a bounded list of samples that always reaches back to the first one:
 * when it is full, every second sample goes and from then on only half as many
 * are taken. Depends on nothing but what it was given, so that a recording
 * gives the same history whenever it is read.
 */
#ifndef STRATA_MEMVIZ_HISTORY_H
#define STRATA_MEMVIZ_HISTORY_H

#include <stdint.h>

#define HISTORY_MAX 256u

struct history_sample {
    uint64_t ms; /* of the kernel's clock, as the last heartbeat reports it */
    uint32_t used;
    uint32_t free;
    uint32_t reserved;
};

struct history {
    struct history_sample samples[HISTORY_MAX]; /* evenly spaced in number, not in time */
    unsigned count;
    unsigned stride_log2;         /* one of this many offered samples is kept */
    unsigned skipped;             /* offered since the last one kept */
    struct history_sample newest; /* always the last one offered */
};

/* Offers a sample. Samples come in the order of their time. */
void history_add(struct history *history, const struct history_sample *sample);

/* The most frames used of any sample in [start_ms, end_ms), or, where there is
 * none, of the last sample before; 0 before the first. */
uint32_t history_find_peak(const struct history *history, uint64_t start_ms, uint64_t end_ms);

#endif
