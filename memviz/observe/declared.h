/*
 * Which layout document a run is compared with.
 *
 * Owns that decision: the document that the user names, or Strata's own for an
 * image that holds Strata's kernel, and the steps of it by the user's symbols.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_DECLARED_H
#define STRATA_MEMVIZ_OBSERVE_DECLARED_H

#include <stddef.h>

#include "memviz/observe/layout/layout.h"
#include "memviz/observe/names.h"
#include "memviz/observe/observe_options.h"

/* *layout gets a document that the caller frees, or NULL where there is none to compare
 * with. False when the user asked for one that cannot be used: problem says why. */
bool declared_load(const struct observe_options *options, const struct names *names,
                   struct layout **layout, char *problem, size_t size);

/* Adds the files that must lie in memory: those that the user names, and the kernel of an
 * image of Strata. False when one cannot be read: problem says why. */
bool declared_expect(const struct observe_options *options, struct expected *expected,
                     char *problem, size_t size);

#endif
