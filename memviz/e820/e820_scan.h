/*
 * Taking a line of text apart, from left to right.
 *
 * Each function moves the cursor past what it took and tells whether it took
 * anything; a cursor that took nothing stays. Pure.
 */
#ifndef STRATA_MEMVIZ_E820_SCAN_H
#define STRATA_MEMVIZ_E820_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan {
    const char *at; /* what comes next */
};

/* Passes over blanks and tabs. */
void scan_blanks(struct scan *scan);

/* Takes exactly that text. */
bool scan_text(struct scan *scan, const char *text);

/* Takes hex digits, after 0x where there is one. Returns how many; 0 without a
 * digit, or with more than fit in 64 bits. */
unsigned scan_hex(struct scan *scan, uint64_t *value);

/* Takes a number of 32 bits, in hex after 0x and else in decimal. */
bool scan_number(struct scan *scan, uint32_t *value);

/* Takes "KEY = ", with or without the blanks. */
bool scan_key(struct scan *scan, const char *key);

/* Whether c is a hex digit. */
bool scan_is_hex(char c);

#endif
