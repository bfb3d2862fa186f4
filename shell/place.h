/*
 * What lies at an address, in a few words.
 *
 * Owns the wording that names a place in one line of another answer; mem who has
 * the details.
 */
#ifndef STRATA_SHELL_PLACE_H
#define STRATA_SHELL_PLACE_H

#include "kernel/core/fmt.h"
#include "shell/names.h"

/* Room for the longest text, the NUL included. */
#define PLACE_SIZE 80u

/* Prints the kernel's symbol, the heap allocation, the region of the layout, or the
 * state and owner of the frame: the most precise of them that is known. The offset
 * from the start of the thing follows only where with_offset is set. */
void place_print(struct fmt_sink out, const struct names *names, uint64_t address,
                 bool with_offset);

#endif
