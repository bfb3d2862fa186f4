/*
 * Unified diffs: two logs in one text. The first character of a line says which.
 *
 * Owns where in a diff the text stands. A hunk says how many lines of each side it
 * has, so that it is known where it ends.
 */
#ifndef STRATA_MEMVIZ_E820_DIFF_H
#define STRATA_MEMVIZ_E820_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/maps/e820_map.h"

enum e820_diff_line {
    E820_DIFF_NONE,   /* not of a hunk */
    E820_DIFF_HEADER, /* @@ -1,10 +1,10 @@ */
    E820_DIFF_BOTH,
    E820_DIFF_OLD,
    E820_DIFF_NEW
};

struct e820_diff {
    size_t hunks;    /* so far */
    size_t old_left; /* lines of each side that are still to come in this hunk */
    size_t new_left;
    size_t lines; /* of this hunk that have come */
    bool inner;   /* this hunk does not start with line 1 */
};

/* What a line is; the first character of a line of a hunk is no part of it. */
enum e820_diff_line e820_diff_take(struct e820_diff *diff, const char *line);

/* Returns whether the next line is of a hunk. */
bool e820_diff_is_inside(const struct e820_diff *diff);

/* The side that a line is of; E820_DIFF_BOTH is of the old one here. */
enum e820_side e820_diff_get_side(enum e820_diff_line line);

/* Returns whether the line that was taken last is the first of a hunk that leaves out what
 * precedes it. */
bool e820_diff_is_cut(const struct e820_diff *diff);

/* Notes in the run that an entry of it has come; one that goes on in another hunk has
 * a gap, which is a fault. */
void e820_diff_note_entry(const struct e820_diff *diff, struct e820_run *run);

/* Makes entries of a diff without a header faults, because nothing shows which map
 * they belong to. */
void e820_diff_check(const struct e820_diff *diff, const char *piece, enum e820_diff_line line,
                     struct e820_items *items);

#endif
