/*
 * mem test: does free memory keep what is written to it?
 *
 * Each pass writes to every word its own address, which finds address lines that do not
 * reach the memory, and then runs March C- over each frame (A. J. van de Goor, "Testing
 * Semiconductor Memories", 1991), which finds bits that are stuck or follow another.
 *
 * Owns the test. Frames stay free throughout; where poison is on they hold it again.
 */
#ifndef STRATA_SHELL_MEM_MARCH_H
#define STRATA_SHELL_MEM_MARCH_H

#include "shell/shell.h"

/* mem test [START LEN] [PASSES] [-j] */
void mem_march_run(const struct shell_call *call);

#endif
