/*
 * The rule about text that ran as code; docs/observe.md describes it.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_TEXT_H
#define STRATA_MEMVIZ_OBSERVE_RULES_TEXT_H

#include "memviz/observe/rules/observation.h"

/* The program loads a byte: perhaps the next one of a text. */
void rules_text(struct observer *observer, const struct step *step, const struct access *access);

#endif
