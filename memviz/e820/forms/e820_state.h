/*
 * The inside of e820_pattern.h: where the matcher stands, and the reading of values.
 */
#ifndef STRATA_MEMVIZ_E820_STATE_H
#define STRATA_MEMVIZ_E820_STATE_H

#include "memviz/e820/forms/e820_pattern.h"

/* Where the matcher stands. */
struct e820_state {
    const struct e820_rule *rule;
    const char *pattern;
    const char *text;
    struct e820_match *match;
    unsigned numbers;  /* how many looks have been taken */
    uint64_t length;   /* of %n and %d */
    uint64_t other;    /* of %e and %l */
    char has;          /* which of e, l, n is there; n wins */
    uint32_t efi_type; /* of %E, %T and %y */
    bool efi;
    uint64_t efi_attributes;
};

/* Past blanks and tabs. */
const char *e820_state_skip_blanks(const char *text);

/* Keeps the failure that came furthest: at that place so many characters of expected
 * should be. Always false. */
bool e820_state_fail_literal(struct e820_state *state, const char *at, const char *expected,
                             size_t literal);

/* Reads the value that %what stands for; false when it is not there. */
bool e820_state_read_value(struct e820_state *state, char what);

#endif
