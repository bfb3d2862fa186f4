/*
 * The named stretches of the bar of all memory.
 *
 * Owns what a stretch is called. Memory of one kind and one owner is a stretch; where many small
 * ones of the managed frames follow each other they are one, which says how many they are and how
 * much of it is used: a column that is partly used is never called free. Pure.
 */
#ifndef STRATA_MEMVIZ_SHEET_SPANS_H
#define STRATA_MEMVIZ_SHEET_SPANS_H

#include "memviz/picture/sheet_parts.h"

#define SHEET_SPANS_MAX 64u

struct sheet_span {
    uint64_t start;
    uint64_t last; /* a byte, as ranges may reach 2^64 */
    char name[MODEL_SYMBOL_SIZE + 32];
    bool must; /* is named however small it is */
};

struct sheet_spans {
    size_t count;
    size_t hidden;                            /* stretches for which there was no room */
    struct sheet_span spans[SHEET_SPANS_MAX]; /* by start */
};

/* Lists the stretches below end, and those of the clean ranges from first_far on, far_count of
 * them, which lie above it. */
void sheet_spans_build(struct sheet_spans *spans, struct sheet *sheet, uint64_t end,
                       const size_t far[2]);

/* Leaves at most room of them: the smallest go, and are counted as hidden. */
void sheet_spans_limit(struct sheet_spans *spans, size_t room);

#endif
