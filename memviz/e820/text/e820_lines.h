/*
 * Bytes as lines, numbered as an editor numbers them.
 *
 * Owns the buffer, the encoding (UTF-8, or UTF-16 with a byte order mark or
 * without) and what ends a line: LF, with CR before or after it, or CR alone in a
 * text that has no LF. A line of quoted-printable that ends with = goes on in the
 * next, and comes as one.
 *
 * Memory is bounded: a line longer than E820_LINE_MAX comes in pieces.
 */
#ifndef STRATA_MEMVIZ_E820_LINES_H
#define STRATA_MEMVIZ_E820_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* No line of a log is longer, and few pages that were joined into one line. */
#define E820_LINE_MAX (4u << 20)

struct e820_line_span {
    const char *text; /* not ended by NUL */
    size_t length;
    size_t number; /* of its first line, from 1 */
    bool cut;      /* a piece of a line that is too long */
};

/* Takes one line; false ends the reading. */
typedef bool (*e820_line_taker)(void *owner, const struct e820_line_span *line);

struct e820_lines;

/* A reader that gives its lines to take; NULL when there is no memory. */
struct e820_lines *e820_lines_create(e820_line_taker take, void *owner);

void e820_lines_destroy(struct e820_lines *lines);

/* Takes bytes in pieces of any size. False when there is no memory or the taker
 * has ended it. */
bool e820_lines_add(struct e820_lines *lines, const char *bytes, size_t size);

/* Ends the text: what is left is its last line. */
bool e820_lines_finish(struct e820_lines *lines);

/* How many lines there were. */
size_t e820_lines_count(const struct e820_lines *lines);

/* The line before that one, as long as the taker has not returned; false when there
 * is none or it is no longer kept. About 64 KiB are kept. */
bool e820_lines_get_previous(const struct e820_lines *lines, const struct e820_line_span *line,
                             struct e820_line_span *previous);

#endif
