/*
 * Which raw entries of the e820 map made a clean range, and by which rule.
 *
 * Joins the model's two lists by the rules of kernel/core/e820.h. Pure.
 */
#ifndef STRATA_MEMVIZ_E820_JOIN_H
#define STRATA_MEMVIZ_E820_JOIN_H

#include <stddef.h>

#include "memviz/model/model.h"

/* Writes clean range number i's raw entries by their numbers, those that lost
 * to it in brackets: "0 3 (2)"; "-" when there is none. */
void e820_join_format_sources(char *text, size_t size, const struct model *model, unsigned i);

/* Writes the rule in a few words: "as it is", or which of these hold: "bad type",
 * taken as reserved; "clipped" at 2^64; "joined" of several entries; "cut" by a
 * stricter one; "wins" over a milder one. */
void e820_join_format_rule(char *text, size_t size, const struct model *model, unsigned i);

#endif
