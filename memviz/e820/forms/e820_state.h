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

/* The same with an expectation in words. */
bool e820_state_fail(struct e820_state *state, const char *at, const char *expected);

/* Read a label with its colon, a type in words, an EFI type in words and EFI attributes in words;
 * false when it is not there. */
bool e820_state_read_label(struct e820_state *state);
bool e820_state_read_word(struct e820_state *state);
bool e820_state_read_efi_type(struct e820_state *state);
bool e820_state_read_efi_words(struct e820_state *state);

/* Takes a name of so many characters, to be compared with the number beside it when it has a type
 * itself. */
void e820_state_take_name(struct e820_state *state, size_t length);

/* Reads the value that %what stands for; false when it is not there. */
bool e820_state_read_value(struct e820_state *state, char what);

#endif
