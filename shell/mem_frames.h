/*
 * mem frames and mem bitmap: the frame bitmap.
 *
 * Owns how runs and bits are shown.
 */
#ifndef STRATA_SHELL_MEM_FRAMES_H
#define STRATA_SHELL_MEM_FRAMES_H

#include "shell/shell.h"

/* mem frames [START [END]] [-j] */
void mem_frames_run(const struct shell_call *call);

/* mem bitmap [START [FRAMES]] [-x] [-j] */
void mem_bitmap_run(const struct shell_call *call);

#endif
