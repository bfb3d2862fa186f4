/*
 * The words that programs have for the type of a memory range.
 *
 * Owns the table of words and the numbers they stand for (ACPI 6.5, table
 * 15.4; the words are those that Linux, Xen, GRUB and SeaBIOS print). Pure.
 */
#ifndef STRATA_MEMVIZ_E820_WORDS_H
#define STRATA_MEMVIZ_E820_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/* Linux's own type for memory that is set aside for one purpose. */
#define E820_TYPE_SOFT_RESERVED 0xefffffffu

/* What stands for a type whose number the text does not tell: it counts as
 * reserved, as every type does that is not recognised. */
#define E820_TYPE_UNTOLD 0u

/* Reads the whole of text, without regard to case, as a type: a word of the
 * table, "type N", either of them in parentheses, or "WORD (type N)" where the
 * number counts. False, *type untouched, for anything else. */
bool e820_words_parse(const char *text, uint32_t *type);

/* The word for a type: as e820_type_name() where it has one, and for the types
 * that the kernel does not know but other systems do, theirs; else "unknown". */
const char *e820_words_name(uint32_t type);

#endif
