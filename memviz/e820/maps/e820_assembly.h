/*
 * Putting entries together to runs, from pieces of text in their order.
 *
 * A piece is a line, or what was a line before something joined it to others. Owns
 * the runs that are open and what is known about the neighbourhood: the pieces
 * before, the loss that was reported, the side of a diff. How sure it is that a
 * piece belongs to a map follows from its neighbours:
 *
 * - What can only be an entry and cannot be read is a fault of the map around it.
 * - What is close to an entry is a fault between two entries of a map, and also
 *   directly before the first or after the last when it is very close.
 * - Anything else is another line, however many of them there are: a map goes on
 *   with its next entry, unless a heading or a second map has come in between.
 */
#ifndef STRATA_MEMVIZ_E820_ASSEMBLY_H
#define STRATA_MEMVIZ_E820_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/maps/e820_map.h"

struct e820_assembly;

struct e820_assembly *e820_assembly_create(void);
void e820_assembly_destroy(struct e820_assembly *assembly);

/* Takes the next piece, which belongs to that line and ends with NUL. False when
 * there is no memory. */
bool e820_assembly_take(struct e820_assembly *assembly, const char *piece, size_t line);

/* Takes an entry that comes from no text; NULL problem unless it cannot be read. */
bool e820_assembly_take_entry(struct e820_assembly *assembly, const struct e820_entry *entry,
                              size_t number, const char *problem);

/* Ends the last piece. */
bool e820_assembly_finish(struct e820_assembly *assembly);

/* Returns whether a piece holds anything of a map: a test without consequences. */
bool e820_assembly_is_of_map(struct e820_assembly *assembly, const char *piece);

/* Notes that a line is too long to be read and may hold entries. */
bool e820_assembly_take_long(struct e820_assembly *assembly, size_t line);

/* The runs, in the order in which they were opened. */
size_t e820_assembly_count_runs(const struct e820_assembly *assembly);
const struct e820_run *e820_assembly_get_run(const struct e820_assembly *assembly, size_t index);

/* Returns whether anything but blank lines and comments has come, and whether a comment
 * states that there are no entries. */
bool e820_assembly_has_text(const struct e820_assembly *assembly);
bool e820_assembly_says_empty(const struct e820_assembly *assembly);

/* How many entries and faults have come: it grows whenever a piece was of a map. */
size_t e820_assembly_count_events(const struct e820_assembly *assembly);

#endif
