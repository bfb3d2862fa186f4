/*
 * Numbers as text, and text as characters.
 *
 * Owns the spelling of every number memviz shows: hexadecimal as the telemetry
 * writes it, decimal with separators, sizes with a unit; and the reading and
 * writing of UTF-8. Pure; all output goes into the caller's buffer and is
 * always terminated.
 */
#ifndef STRATA_MEMVIZ_TEXT_H
#define STRATA_MEMVIZ_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Room for any number the functions below write, terminator included. */
#define TEXT_NUMBER_SIZE 32u

/* Writes value in lower-case hex without prefix. */
void text_format_hex(char text[TEXT_NUMBER_SIZE], uint64_t value);

/* Writes value in decimal with a comma between groups of three digits. */
void text_format_grouped(char text[TEXT_NUMBER_SIZE], uint64_t value);

/* Writes a number of bytes with the largest unit (none, K, M, G, T) that keeps
 * the figure at 1 or more. Exact with at most one decimal, or in plain bytes
 * up to 99999; what is larger is cut (not rounded) to one decimal, so that a
 * size is never overstated. */
void text_format_size(char text[TEXT_NUMBER_SIZE], uint64_t bytes);

/* Reads one UTF-8 character from *text (which is not at its terminator) and
 * moves *text past it. Malformed bytes count one by one as U+FFFD. */
uint32_t text_next_char(const char **text);

/* Writes ch as UTF-8 into bytes and returns how many it took, 1 to 4. */
size_t text_put_char(char bytes[4], uint32_t ch);

/* How many cells text takes: one for each character (see grid.h). */
size_t text_width(const char *text);

#endif
