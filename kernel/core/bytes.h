/*
 * Bytes in memory: copy, fill, compare, measure.
 *
 * Owns nothing. The compiler's builtins under our names, so that the same
 * sources compile without a C library (the kernel supplies the four functions
 * that gcc may call) and with one (the host).
 */
#ifndef STRATA_CORE_BYTES_H
#define STRATA_CORE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* Copies size bytes; the ranges must not overlap. */
static inline void bytes_copy(void *to, const void *from, size_t size)
{
    __builtin_memcpy(to, from, size);
}

/* Sets size bytes to value. */
static inline void bytes_fill(void *to, unsigned char value, size_t size)
{
    __builtin_memset(to, value, size);
}

/* Returns whether size bytes are the same. */
static inline bool bytes_equal(const void *a, const void *b, size_t size)
{
    return __builtin_memcmp(a, b, size) == 0;
}

/* The length of a NUL-terminated string, the NUL not counted. */
static inline size_t text_length(const char *text)
{
    size_t length = 0;

    while (text[length] != '\0')
        length++;
    return length;
}

/* Returns whether two NUL-terminated strings are the same. */
static inline bool text_equal(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* Returns whether text begins with prefix. */
static inline bool text_starts(const char *text, const char *prefix)
{
    while (*prefix != '\0') {
        if (*text++ != *prefix++)
            return false;
    }
    return true;
}

/* Copies text into to, which holds size bytes (at least 1); cuts what does not
 * fit and always ends with NUL. */
static inline void text_copy(char *to, const char *text, size_t size)
{
    size_t i = 0;

    for (; i + 1 < size && text[i] != '\0'; i++)
        to[i] = text[i];
    to[i] = '\0';
}

#endif
