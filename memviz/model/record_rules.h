/*
 * What docs/telemetry.md asks of the members of each type of record.
 *
 * Owns the table of types, members and their values, and the words that explain
 * which of them does not hold: for `memviz check`, and so for the author of a
 * kernel. Pure.
 */
#ifndef STRATA_MEMVIZ_RECORD_RULES_H
#define STRATA_MEMVIZ_RECORD_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/stream/members.h"

/* What is wrong with a record. */
struct record_fault {
    char member[32];   /* which member; empty: it is about several, or none */
    char problem[256]; /* what was wanted and what came */
};

/* Returns whether a type is one of the documented ones. */
bool record_rules_has_type(const char *type);

/* Finds the first member that is missing or is not what its type asks for; false
 * when all are. */
bool record_rules_find_fault(struct record_fault *fault, const char *type,
                             const struct members *members);

/* Finds a member that is not documented, from member number *next on; false when
 * there is none left. A reader ignores it, but it may be a slip of the pen. */
bool record_rules_find_unknown(struct record_fault *fault, const char *type,
                               const struct members *members, size_t *next);

/* Returns whether a text names a service that can give a memory map. */
bool record_rules_is_source(const char *text);

#endif
