/*
 * Whether the window shows the frame that it was asked for.
 *
 * Owns a test with two free frames: what is written to each through the window is
 * read back through every slot. A slot whose old translation the processor still
 * keeps shows the other frame.
 */
#ifndef STRATA_CORE_CHECK_WINDOW_H
#define STRATA_CORE_CHECK_WINDOW_H

#include "kernel/core/machine.h"

/* Writes to two free frames and puts back what they held. Prints what was found
 * to out, one line; where no two frames are free, it says that nothing was tested. */
bool check_window(const struct machine *machine, struct fmt_sink out);

#endif
