/*
 * Entries of e820 maps as the programs print them: the other direction of
 * memviz/e820/forms/e820_forms.h, written from the same sources but not from that table.
 */
#ifndef STRATA_TESTS_E820_PRINT_H
#define STRATA_TESTS_E820_PRINT_H

#include "memviz/e820/forms/e820_forms.h"

#define E820_PRINT_SIZE 192u

/* Added to the index: as a newer version of the program prints it, if there is one. */
#define E820_PRINT_NEWER 1000u

/* Writes an entry in a form, with what the program prints before it and without a line
 * end. index counts the entries of the map from 0. */
void log_print_entry(char out[E820_PRINT_SIZE], enum e820_form form, const struct e820_entry *entry,
                     unsigned index);

/* The heading of a map of so many entries, "" where the program has none. */
void log_print_heading(char out[E820_PRINT_SIZE], enum e820_form form, size_t count);

/* The name of a type in /proc/iomem and /sys/firmware/memmap. */
const char *log_iomem_word(uint32_t type);

#endif
