/*
 * Bytes that grow: the buffers of what reads text.
 *
 * Owns their growth. The content always ends with a NUL that the size does not count, so that it
 * can be searched as a string. Pure.
 */
#ifndef STRATA_MEMVIZ_E820_BYTES_H
#define STRATA_MEMVIZ_E820_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* All zero to begin with; bytes is freed by whoever owns the structure. */
struct e820_bytes {
    char *bytes; /* ends with a NUL that size does not count, once anything was added */
    size_t size;
    size_t capacity;
};

/* Adds size bytes; false when there is no memory. */
bool e820_bytes_add(struct e820_bytes *bytes, const char *added, size_t size);

/* Adds one character as UTF-8. */
bool e820_bytes_add_character(struct e820_bytes *bytes, unsigned character);

#endif
