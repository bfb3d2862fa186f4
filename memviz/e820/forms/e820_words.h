/*
 * The words that programs have for the type of a memory range.
 *
 * Owns the table of words and the numbers they stand for (ACPI 6.5, table
 * 15.4; the words are those that Linux, Xen, GRUB, SeaBIOS, coreboot and the
 * others of docs/memviz-e820.md print). Pure.
 */
#ifndef STRATA_MEMVIZ_E820_WORDS_H
#define STRATA_MEMVIZ_E820_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Linux's own type for memory that is set aside for one purpose. */
#define E820_TYPE_SOFT_RESERVED 0xefffffffu

/* What stands for a type whose number the text does not tell: it counts as
 * reserved, as every type does that is not recognised. */
#define E820_TYPE_UNTOLD 0u

/* Whose words: a program uses those of one set or two. */
enum e820_vocabulary {
    E820_WORDS_LOG = 1,   /* the kernels of Linux and Xen */
    E820_WORDS_IOMEM = 2, /* /proc/iomem and /sys/firmware/memmap */
    E820_WORDS_GRUB = 4,  /* lsmmap */
    E820_WORDS_SHORT = 8, /* RAM, NVS and the like: SeaBIOS, coreboot, crash, tboot */
    E820_WORDS_LIMINE = 16,
    E820_WORDS_ALL = 31
};

/* Reads the longest type at the start of text that belongs to the vocabulary:
 * a word, "type N", either of them in parentheses, or "WORD (type N)", where
 * the number counts. Returns how many characters it takes; 0, *type untouched,
 * when there is none. A word must end where a letter or digit ends. */
size_t e820_words_match(const char *text, unsigned vocabulary, uint32_t *type);

/* Returns whether the length characters at text are no type of the vocabulary and yet so
 * close to one that they may be a damaged one. */
bool e820_words_near(const char *text, size_t length, unsigned vocabulary);

/* The word for a type: as e820_type_name() where it has one, and for the types
 * that the kernel does not know but other systems do, theirs; else "unknown". */
const char *e820_words_name(uint32_t type);

#endif
