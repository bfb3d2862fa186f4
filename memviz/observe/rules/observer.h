/*
 * The observer: fills in the model, step by step, and asks the rules at each.
 *
 * It knows neither text of traces nor files, so it is tested without either.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_OBSERVER_H
#define STRATA_MEMVIZ_OBSERVE_OBSERVER_H

#include "memviz/observe/rules/observation.h"

/* False when there is no memory. An observer is large: allocate it. */
bool observer_init(struct observer *observer);
void observer_free(struct observer *observer);

/* Takes a step; has the type of a step_taker. */
void observer_take(void *observer, const struct step *step);

/* Tells what the BIOS has loaded as the boot sector: 512 bytes. Without it they
 * become known one by one, as they are read and executed. */
void observer_set_boot_sector(struct observer *observer, const uint8_t *bytes);

/* Takes the end of the trace and judges what can be judged only then. */
void observer_end(struct observer *observer);

#endif
