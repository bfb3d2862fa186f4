/*
 * Names of places, from a file of lines with an address and a name.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_NAMES_H
#define STRATA_MEMVIZ_OBSERVE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name {
    uint64_t address;
    char *text;
};

struct names {
    struct name *list; /* by address */
    size_t count;
    size_t capacity;
};

/* Reads a file: "address name", or "address type name" as nm prints; addresses in
 * hexadecimal, with or without 0x. Other lines are passed over. False with errno
 * set when it cannot be read, and with errno 0 when it names nothing. */
bool names_load(struct names *names, const char *path);
void names_free(struct names *names);

/* "name+0x12" for an address, NULL when no name lies within 64 KiB below it. */
const char *names_describe(void *names, uint64_t address, char *text, size_t size);

/* The address of a name; false when there is none. */
bool names_find(const struct names *names, const char *name, uint64_t *address);

#endif
