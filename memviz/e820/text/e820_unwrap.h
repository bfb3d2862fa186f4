/*
 * Taking a line out of what it was sent in.
 *
 * Logs reach us through mail (quoted-printable), web pages and forums (tags,
 * entities, BB code), containers and journals (JSON), terminals (colours, titles,
 * backspaces) and editors (blanks that are no blanks). Each of these is undone
 * here, line by line, and only where a line shows its marks, so that plain text
 * passes unchanged. What one line holds may be several: they come out with LF
 * between them. Nothing is guessed: a mark that does not make sense stays.
 *
 * Owns the decoding. Pure.
 */
#ifndef STRATA_MEMVIZ_E820_UNWRAP_H
#define STRATA_MEMVIZ_E820_UNWRAP_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/text/e820_bytes.h"

/* Room for unwrapping, used again from line to line; all zero to begin with. */
struct e820_unwrap {
    struct e820_bytes text; /* the result: lines with LF between them */
    struct e820_bytes spare;
};

/* Undoes what the length bytes at line were wrapped in. The line may hold LF where
 * a quoted-printable line went on. False when there is no memory. */
bool e820_unwrap_line(struct e820_unwrap *unwrap, const char *line, size_t length);

/* Gives back the room. */
void e820_unwrap_free(struct e820_unwrap *unwrap);

/* The steps, each from text to out; unwrap_html.c and unwrap_json.c have the larger
 * ones. */
bool e820_unwrap_html(struct e820_bytes *out, const struct e820_bytes *text);
bool e820_unwrap_json(struct e820_bytes *out, const struct e820_bytes *text, bool *taken);

#endif
