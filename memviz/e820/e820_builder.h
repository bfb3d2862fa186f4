/*
 * Sentences that are put together piece by piece. What does not fit is left out.
 */
#ifndef STRATA_MEMVIZ_E820_BUILDER_H
#define STRATA_MEMVIZ_E820_BUILDER_H

#include <stddef.h>

struct builder {
    char *out;
    size_t size;
    size_t length;
};

/* Starts an empty text in the size bytes at out. */
struct builder builder_start(char *out, size_t size);

/* Adds to it, as printf() does. */
__attribute__((format(printf, 2, 3))) void builder_add(struct builder *builder, const char *format,
                                                       ...);

#endif
