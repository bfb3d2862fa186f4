/*
 * Rules about the interrupt controllers (8259A), and about a machine that stops in a handler.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_RULES_DEVICE_H
#define STRATA_MEMVIZ_OBSERVE_RULES_DEVICE_H

#include "memviz/observe/rules/observation.h"

/* Controller commands among the accesses of an instruction. */
void rules_device(struct observer *observer, const struct step *step);

/* A device's interrupt is delivered. */
void rules_device_interrupt(struct observer *observer, const struct step *step);

/* The handler of a device's interrupt returns. */
void rules_device_return(struct observer *observer, const struct step *step);

/* The trace ends: an interrupt whose end was never announced is a finding when nothing came
 * after it for long. */
void rules_device_end(struct observer *observer);

#endif
