/*
 * The words of a command line, and the numbers among them.
 *
 * Owns the splitting and the reading of numbers. Words are separated by blanks;
 * there is no quoting. The flags -f, -j, -s and -x and -w WIDTH may stand
 * anywhere and are not words; anything else that begins with - and a letter is refused by name.
 */
#ifndef STRATA_SHELL_ARGS_H
#define STRATA_SHELL_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shell/line/line.h"

#define ARGS_MAX 16u

struct args {
    size_t count;
    const char *words[ARGS_MAX]; /* in text */
    bool json;                   /* -j */
    bool hex;                    /* -x */
    bool force;                  /* -f */
    bool stop;                   /* -s */
    const char *width;           /* NULL, or the word after -w; empty where there is none */
    const char *too_many;        /* NULL, or the first word past ARGS_MAX: the rest was not read */
    const char *bad_option;      /* NULL, or the option that is not known */
    char text[LINE_SIZE];
};

enum args_number {
    ARGS_NUMBER_OK,
    ARGS_NUMBER_MALFORMED, /* not a number */
    ARGS_NUMBER_TOO_LARGE, /* does not fit in 64 bits */
};

/* Splits line (copied, cut at LINE_SIZE - 1). */
void args_split(struct args *args, const char *line);

/* Returns whether there was nothing on the line, not even an option. */
bool args_is_empty(const struct args *args);

/* Reads a number: hex after 0x, or decimal with an optional suffix K, M, G or T
 * of either case (powers of 1024). The value goes to *value, which stays as it
 * was unless the answer is ARGS_NUMBER_OK. */
enum args_number args_read_number(const char *word, uint64_t *value);

/* Returns whether a word may be a tag: a letter, then up to 14 letters, digits, dots,
 * dashes or underscores. No number is a tag, so the two cannot be confused. */
bool args_is_tag(const char *word);

#endif
