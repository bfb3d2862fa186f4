/*
 * What "the last second" is in record numbers.
 *
 * Owns a short memory of which record was the newest at which time. Changes
 * carry record numbers (see changes.h), the user has a clock: this joins them.
 */
#ifndef STRATA_MEMVIZ_FRESH_H
#define STRATA_MEMVIZ_FRESH_H

#include <stdint.h>

#include "memviz/model/model.h"

/* How long a change is pointed out. */
#define FRESH_MS 1000u

#define FRESH_MAX 64u

struct fresh_sample {
    uint64_t ms; /* our clock */
    uint64_t n;  /* the newest record then */
};

struct fresh {
    struct fresh_sample samples[FRESH_MAX]; /* ascending, by both */
    unsigned count;
};

/* Notes which record is the newest of a model at now_ms. A number smaller than
 * before, as of another boot or of an earlier instant, makes it forget. */
void fresh_note(struct fresh *fresh, const struct model *model, uint64_t now_ms);

/* The first record number that is not older than a second, for ui_scene;
 * CHANGES_NONE while all that is known came at once. */
uint64_t fresh_get_since(const struct fresh *fresh, uint64_t now_ms);

/* Returns whether something will cease to be fresh although nothing new comes. */
bool fresh_is_fading(const struct fresh *fresh, uint64_t now_ms);

#endif
