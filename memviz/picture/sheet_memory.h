/*
 * How the kinds of memory look on paper, and which of it is drawn to scale.
 *
 * Owns the one table of looks and names from which bars and legend are drawn.
 * What lies where, memory.h tells. Pure.
 */
#ifndef STRATA_MEMVIZ_SHEET_MEMORY_H
#define STRATA_MEMVIZ_SHEET_MEMORY_H

#include <stdint.h>

#include "memviz/memory/memory.h"
#include "memviz/picture/picture.h"

/* Where the memory worth drawing to scale ends: past all RAM and what lies
 * close to it. 0 while there is no map. */
uint64_t sheet_memory_find_end(const struct memory_index *index);

/* All RAM, in bytes: also what ACPI holds. */
uint64_t sheet_memory_sum_ram(const struct memory_index *index);

/* The kind that the table of the map shows for a type: what the map calls free is free there. */
enum memory_kind sheet_memory_map_kind(uint32_t type);

/* The kind that a picture shows: where no kernel has said what it manages, all RAM is free. */
enum memory_kind sheet_memory_kind(const struct model *model, enum memory_kind kind);

/* The ink of a kind and its name. Kinds that look alike have one name. */
struct picture_look sheet_memory_look(enum memory_kind kind);
const char *sheet_memory_name(enum memory_kind kind);

#endif
