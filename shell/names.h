/*
 * Names that stand for an address.
 *
 * Owns their order: first the marks and rows of the layout, then the kernel's
 * functions and objects. A name of the layout hides one of the kernel.
 */
#ifndef STRATA_SHELL_NAMES_H
#define STRATA_SHELL_NAMES_H

#include "kernel/core/machine.h"
#include "kernel/core/symbols.h"

/* Where the names come from; both stay the caller's. */
struct names {
    const struct machine *machine;
    const struct symbols *symbols;
};

/* A walk over all names. */
struct names_walk {
    struct regions_runtime runtime;
    size_t index; /* of the layout's next name */
    struct symbols_walk kernel;
    bool in_kernel;   /* the layout's names are through */
    const char *name; /* good until the next step */
    uint64_t address;
    char text[REGION_NAME_SIZE];
};

/* Puts walk before the first name; false from names_next(): after the last. */
void names_begin(struct names_walk *walk, const struct names *names);
bool names_next(struct names_walk *walk);

/* The address of the name that is length characters of word. */
bool names_find(const struct names *names, const char *word, size_t length, uint64_t *address);

/* How far the kernel's symbol at address reaches: to the next one; 0 where none begins
 * there. */
uint32_t names_size(const struct names *names, uint64_t address);

/* The name that differs least from the length characters of word, good for as
 * long as *walk; NULL where none is near. */
const char *names_near(const struct names *names, struct names_walk *walk, const char *word,
                       size_t length);

#endif
