/*
 * The classic mistakes, made on purpose.
 *
 * Owns the way in which each mistake is made. Each one is real and no message is faked, so it
 * is caught by the same code that catches an accidental one.
 */
#ifndef STRATA_CRASH_H
#define STRATA_CRASH_H

#include "shell/shell.h"

/* Makes the mistake. Returns NULL where it was not caught, and what it lacked where it
 * could not be made: then nothing was done. */
const char *crash_cause(struct machine *machine, enum shell_crash crash);

#endif
