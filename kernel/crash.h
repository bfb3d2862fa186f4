/*
 * The classic mistakes, made on purpose.
 *
 * Owns how each is made for real: no message is faked, what is caught is caught
 * by what catches it in earnest.
 */
#ifndef STRATA_CRASH_H
#define STRATA_CRASH_H

#include "shell/shell.h"

/* Makes the mistake. Returns NULL where it was not caught, and what it lacked where it
 * could not be made: then nothing was done. */
const char *crash_cause(struct machine *machine, enum shell_crash crash);

#endif
