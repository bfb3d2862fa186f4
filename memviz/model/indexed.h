/*
 * Lists that arrive entry by entry, each with its index.
 *
 * Owns the entries, which of them are known, and how many there should be
 * (the `i` and `of` of docs/telemetry.md). Memory grows with the largest index
 * seen and never past a limit.
 */
#ifndef STRATA_MEMVIZ_INDEXED_H
#define STRATA_MEMVIZ_INDEXED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct indexed {
    size_t item_size;  /* bytes */
    unsigned limit;    /* no index reaches it */
    unsigned capacity; /* entries there is memory for */
    unsigned of;       /* how many there should be; 0: not known */
    unsigned known_count;
    unsigned char *items; /* its own, capacity of them */
    bool *known;          /* by index: the item has come */
};

/* Makes an empty list of entries of item_size bytes, at most limit of them. */
void indexed_init(struct indexed *list, size_t item_size, unsigned limit);

/* Gives its memory back. */
void indexed_free(struct indexed *list);

/* Forgets every entry and how many there should be. */
void indexed_clear(struct indexed *list);

/* Makes entry i of a list of `of` entries known and copies it from item. When
 * `of` differs from what was known the others are of another list and are
 * forgotten; 0 (not known yet) changes nothing. False when i does not fit. */
bool indexed_put(struct indexed *list, unsigned i, unsigned of, const void *item);

/* Entry i, or NULL while it is not known. */
const void *indexed_get(const struct indexed *list, unsigned i);

/* One past the largest index that may be known. */
unsigned indexed_end(const struct indexed *list);

/* True when it is known how many entries there are, and all of them are. */
bool indexed_is_complete(const struct indexed *list);

#endif
