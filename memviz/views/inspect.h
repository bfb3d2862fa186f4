/*
 * Everything known of one address, as lines of text.
 *
 * Owns the questions and their order: memory, frame, checksum, regions, marks,
 * the declared layout, the e820 map, the heap, the fault. The viewer's answer
 * to the shell's `mem who`. Pure.
 */
#ifndef STRATA_MEMVIZ_INSPECT_H
#define STRATA_MEMVIZ_INSPECT_H

#include <stddef.h>
#include <stdint.h>

#include "memviz/memory/memory.h"
#include "memviz/screen/role.h"

#define INSPECT_LINES_MAX 48u

struct inspect_line {
    const char *label; /* constant */
    enum role role;    /* of the text */
    char text[192];
};

struct inspection {
    size_t count;
    struct inspect_line lines[INSPECT_LINES_MAX];
};

/* Gathers what the model of an index says of an address. */
void inspect_address(struct inspection *inspection, const struct memory_index *index,
                     uint64_t address);

#endif
