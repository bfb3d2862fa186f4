/*
 * The small language in which the forms of an entry are written down, and the
 * matcher that reads it.
 *
 * A pattern is read from left to right against text. A blank stands for any
 * number of blanks, ~ for one at least, <a|b|c> for the first of these texts
 * that is there (one of them may be empty), {...} for a part that may be absent.
 * An exclamation mark is the point from which the text can be nothing but an
 * entry: whatever goes wrong after it is damage. % and a letter is a value:
 *
 *   %b base   %e end, the first byte after   %l last byte   %n length in hex
 *   %d length, in hex after 0x and else in decimal
 *   %t type, in hex after 0x and else in decimal   %x type in hex   %w type in words
 *   %k a name, up to ) or >   %q a name of one word
 *   %a attributes in hex   %i index   %h hex digits of no interest
 *   %s a size such as 639 KB   %L a label with its colon
 *   %E EFI type in words   %y EFI type as a number
 *   %v EFI attributes in hex   %V EFI attributes in words
 *
 * Everything else stands for itself; \ takes the meaning from what follows. No
 * pattern needs to try again what it has taken, so matching is one pass.
 */
#ifndef STRATA_MEMVIZ_E820_PATTERN_H
#define STRATA_MEMVIZ_E820_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/core/e820.h"
#include "memviz/e820/forms/e820_near.h"

/* Who printed the map: the word before the colon, as in "BIOS-e820:". */
#define E820_LABEL_SIZE 24u

/* How the digits of a number may be counted. */
enum e820_digits {
    E820_DIGITS_ANY,  /* from 1 to 16 */
    E820_DIGITS_MIN8, /* at least 8: padded to 8, and longer above 4 GiB */
    E820_DIGITS_WIDE, /* 16, or all of them 8 */
    E820_DIGITS_16
};

struct e820_rule {
    const char *pattern;
    enum e820_digits digits;
    unsigned vocabulary; /* of %w, %k and %q */
};

/* How a number of the text looks: what tells one that has lost a digit. */
struct e820_look {
    unsigned digits; /* 0: not a hex number, or none */
    bool zero_led;   /* starts with 0 and has more digits */
};

struct e820_match {
    const char *end;      /* what follows the match */
    const char *reached;  /* when it failed: the first character that does not fit */
    bool committed;       /* when it failed: after the exclamation mark */
    const char *expected; /* when it failed: what should be there, in words... */
    size_t literal;       /* ...or so many characters that should be there as they are; 0: words */
    char label[E820_LABEL_SIZE];
    struct e820_entry entry;
    struct e820_look looks[2]; /* of the two addresses, or of address and length */
    bool indexed;
    uint32_t index;
    bool named; /* a name was there that has a type: name_type */
    uint32_t name_type;
    bool ended; /* an end was there as well as a length: end */
    uint64_t end_address;
};

/* Reads text from its start. False when it does not fit. */
bool e820_pattern_match(const struct e820_rule *rule, const char *text, struct e820_match *match);

/* Writes the shape of a rule for near_find(), up to its first value that is no
 * address: what any entry of the rule looks like, with label in place of %L. */
void e820_pattern_shape(const struct e820_rule *rule, const char *label, struct near_shape *shape);

#endif
