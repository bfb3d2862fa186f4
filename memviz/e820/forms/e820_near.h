/*
 * How far a text is from what it should be, in letters changed, lost or added.
 *
 * Owns the two measures by which the reader tells a damaged entry from other
 * text. Pure.
 */
#ifndef STRATA_MEMVIZ_E820_NEAR_H
#define STRATA_MEMVIZ_E820_NEAR_H

#include <stddef.h>

/* How many parts the longest shape has. */
#define NEAR_SHAPE_MAX 112u

/* In a shape: a hex digit that must be there, and any number of further ones. */
#define NEAR_DIGIT  '\x01'
#define NEAR_DIGITS '\x02'

/* What a text is compared with: characters and the above. */
struct near_shape {
    size_t length;
    char parts[NEAR_SHAPE_MAX];
};

/* The distance of two short words, without regard to case (Levenshtein). Words
 * of more than 40 letters count as far apart. */
size_t near_distance(const char *a, size_t a_length, const char *b, size_t b_length);

/* The smallest distance of shape from any part of the length bytes at text:
 * what stands before and after that part costs nothing, and neither do blanks.
 * *end gets where the best part ends. The method is Sellers' (1980). */
size_t near_find(const char *text, size_t length, const struct near_shape *shape, size_t *end);

#endif
