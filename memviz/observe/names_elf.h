/*
 * The symbols of an ELF file, and the lines of its source.
 *
 * Owns the reading of ELF files (System V gABI, chapters 4 and 5), 32-bit and 64-bit,
 * little-endian, as far as symbols need it. A kernel may run elsewhere than it is
 * loaded: a symbol is put where its segment lies in physical memory. Lines come from
 * addr2line of the binutils; without it there are none.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_NAMES_ELF_H
#define STRATA_MEMVIZ_OBSERVE_NAMES_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMES_SEGMENTS_MAX 16u
#define NAMES_LINES_MAX    64u

/* A loaded part of the file. */
struct names_segment {
    uint64_t virtual;
    uint64_t physical;
    uint64_t size; /* in memory */
};

/* A line that was looked up. */
struct names_line {
    uint64_t physical;
    char text[80]; /* "file.c:31", empty when nothing is known */
};

struct names_elf {
    char *path; /* NULL: no file */
    struct names_segment segments[NAMES_SEGMENTS_MAX];
    unsigned segment_count;
    struct names_line lines[NAMES_LINES_MAX]; /* looked up lately */
    unsigned line_count;
};

/* Takes each symbol; false ends the reading. */
typedef bool names_taker(void *context, uint64_t physical, const char *name);

/* Returns whether a file begins like an ELF file. */
bool names_elf_is(const char *path);

/* Reads an ELF file and gives its symbols to take(context, …). False with errno set when it
 * cannot be read, and with errno 0 when it is damaged or of another kind. */
bool names_elf_load(struct names_elf *elf, const char *path, names_taker *take, void *context);
void names_elf_free(struct names_elf *elf);

/* "file.c:31" of an instruction, NULL when it is not known. Starts addr2line, once an address. */
const char *names_elf_find_line(struct names_elf *elf, uint64_t physical);

#endif
