/*
 * The patrol: kernel text verified in the background.
 *
 * Owns how far it has come. A little is read each time the machine is idle; each
 * round ends with the checksum that the build sealed.
 */
#ifndef STRATA_CORE_PATROL_H
#define STRATA_CORE_PATROL_H

#include "kernel/core/machine.h"

/* All zero is a patrol that has not begun. */
struct patrol {
    uint32_t offset; /* bytes of the text read in this round */
    uint32_t crc;
    uint32_t rounds; /* finished since boot */
    bool alarmed;    /* a damaged text has been reported */
};

/* Reads on. Where a round ends with another checksum than the sealed one, says so
 * in the log, once. */
void patrol_step(struct patrol *patrol, struct machine *machine);

#endif
