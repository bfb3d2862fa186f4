/*
 * Rules about calls, interrupts and the BIOS's answers; docs/observe.md describes them.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_FLOW_H
#define STRATA_MEMVIZ_OBSERVE_RULES_FLOW_H

#include "memviz/observe/rules/observation.h"

/* Before a return is made. */
void rules_return(struct observer *observer, const struct step *step);

/* Before an instruction runs: whether a read that failed was looked at. */
void rules_failure(struct observer *observer, const struct step *step);

/* Whether too much has run in protected mode with the code segment of real mode. */
void rules_code_segment(struct observer *observer);

/* At the end of the trace. */
void rules_end(struct observer *observer);

#endif
