/*
 * The machine's death, explained.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_DEATH_H
#define STRATA_MEMVIZ_OBSERVE_DEATH_H

#include "memviz/observe/rules/observation.h"

/* Why the machine died, from the chain of faults that led there. */
void death_triple_fault(struct observer *observer);
void death_fault_loop(struct observer *observer, uint32_t vector);

/* The trace ends: a machine that stopped in the handler of a fault, or of a device's interrupt that
 * came with the number of a fault, did not survive it. */
void death_in_handler(struct observer *observer);

#endif
