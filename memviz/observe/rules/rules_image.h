/*
 * The rule about files that must lie in memory when they first run.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_IMAGE_H
#define STRATA_MEMVIZ_OBSERVE_RULES_IMAGE_H

#include "memviz/observe/rules/observation.h"

/* Before an instruction of the guest runs: it may be the first of a file. */
void rules_image(struct observer *observer, const struct step *step);

#endif
