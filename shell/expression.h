/*
 * Addresses as they are typed: numbers, names, sums and words of memory.
 *
 * Owns the grammar. An expression is one word: terms joined by + or -, from left
 * to right. A term is a number (args.h) or a name (names.h), and with * before it
 * the 32-bit word that memory holds at that address: __k_start+0x10, A-B, *0x90000.
 */
#ifndef STRATA_SHELL_EXPRESSION_H
#define STRATA_SHELL_EXPRESSION_H

#include "shell/names.h"

enum expression_result {
    EXPRESSION_OK,
    EXPRESSION_MALFORMED, /* a term is neither a number nor a name */
    EXPRESSION_UNKNOWN,   /* a term looks like a name that does not exist */
    EXPRESSION_TOO_LARGE, /* a value does not fit in 64 bits */
    EXPRESSION_NEGATIVE,  /* a difference is below 0 */
    EXPRESSION_NO_WORD,   /* * of an address without memory that can be read */
};

/* Where reading stopped; term is set for MALFORMED and UNKNOWN, address for NO_WORD. */
struct expression_error {
    const char *term; /* in the word that was read */
    size_t length;
    uint64_t address;
};

/* Reads word into *value, which is set only where the answer is EXPRESSION_OK. */
enum expression_result expression_read(const struct names *names, const char *word, uint64_t *value,
                                       struct expression_error *error);

#endif
