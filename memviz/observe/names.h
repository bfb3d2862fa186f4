/*
 * Names of places, from files of lines with an address and a name, and from ELF files.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_NAMES_H
#define STRATA_MEMVIZ_OBSERVE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memviz/observe/names_elf.h"

#define NAMES_FILES_MAX 4u

struct name {
    uint64_t address;
    char *text;
};

struct names {
    struct name *list; /* by address */
    size_t count;
    size_t capacity;
    struct names_elf elfs[NAMES_FILES_MAX];
    unsigned elf_count;
};

/* Adds a file: an ELF file, or lines of "address name", or "address type name" as nm prints;
 * addresses in hexadecimal, with or without 0x. Other lines are passed over. False with errno set
 * when it cannot be read, and with errno 0 when it names nothing. */
bool names_load(struct names *names, const char *path);
void names_free(struct names *names);

/* "name+0x12 (file.c:31)" for the address of an instruction: the line only where an ELF file
 * tells it, NULL when nothing is known. */
const char *names_describe_line(void *names, uint64_t address, char *text, size_t size);

/* "name+0x12" for an address, NULL when no name lies within 64 KiB below it. */
const char *names_describe(void *names, uint64_t address, char *text, size_t size);

/* The address of a name; false when there is none. */
bool names_find(const struct names *names, const char *name, uint64_t *address);

#endif
