/*
 * What a run is compared with.
 *
 * Owns that decision: the layout document that the user names, or Strata's own for
 * an image that holds Strata's kernel; the files that must lie in memory; and where
 * there is a layout, the telemetry.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_DECLARED_H
#define STRATA_MEMVIZ_OBSERVE_DECLARED_H

#include <stddef.h>

#include "memviz/observe/names.h"
#include "memviz/observe/observe_options.h"
#include "memviz/observe/rules/observation.h"

#define DECLARED_PROBLEM_SIZE 320u

/* Gives the observer all that it compares with. False when something that the user asked
 * for cannot be used: problem says why. */
bool declared_prepare(const struct observe_options *options, const struct names *names,
                      struct observer *observer, char problem[DECLARED_PROBLEM_SIZE]);

#endif
