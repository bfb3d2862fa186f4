/*
 * From what a user types to an address.
 *
 * Owns the spelling: hexadecimal as memviz shows it, with 0x or without; a
 * decimal number with K, M, G or T; a symbol of the layout, a mark or the tag
 * of an allocation, or how one begins, in any case; and a number added to one
 * with +. Pure.
 */
#ifndef STRATA_MEMVIZ_JUMP_H
#define STRATA_MEMVIZ_JUMP_H

#include <stdbool.h>
#include <stdint.h>

#include "memviz/memory/memory.h"

/* Writes the address that text stands for; false when it stands for none. */
bool jump_find(const struct memory_index *index, const char *text, uint64_t *address);

#endif
