/*
 * Which intents are about time.
 *
 * Owns the way from an intent of the user to a move of the timeline, which
 * knows no keys. Pure.
 */
#ifndef STRATA_MEMVIZ_TIME_KEYS_H
#define STRATA_MEMVIZ_TIME_KEYS_H

#include <stdbool.h>

#include "memviz/screen/keys.h"
#include "memviz/time/timeline.h"

/* Writes the move that an intent asks for; false when it is not about time. */
bool time_keys_find_move(enum intent intent, enum timeline_move *move);

#endif
