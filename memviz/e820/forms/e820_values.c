/*
 * The values of e820_state.h that are numbers, and the choice of the reader.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/forms/e820_state.h"

/* The longest number of 64 bits. */
#define DIGITS_MAX 16u

static const char *describe_digits(enum e820_digits digits)
{
    static const char *const texts[] = {
        [E820_DIGITS_ANY] = "a hex number of 1 to 16 digits",
        [E820_DIGITS_MIN8] = "an address of at least 8 hex digits",
        [E820_DIGITS_WIDE] = "an address of 16 hex digits",
        [E820_DIGITS_16] = "an address of exactly 16 hex digits",
    };

    return texts[digits];
}

static bool digits_fit(enum e820_digits wanted, size_t digits)
{
    switch (wanted) {
    case E820_DIGITS_16:
        return digits == DIGITS_MAX;
    case E820_DIGITS_WIDE:
        return digits == DIGITS_MAX || digits == 8;
    case E820_DIGITS_MIN8:
        return digits >= 8 && digits <= DIGITS_MAX;
    default:
        return digits >= 1 && digits <= DIGITS_MAX;
    }
}

static size_t count_hex(const char *text)
{
    size_t count = 0;

    while (isxdigit((unsigned char)text[count]))
        count++;
    return count;
}

/* Rows are tried at every place of a line: strtoull() with its locale would be the largest part. */
static uint64_t parse_hex(const char *text, size_t digits)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits; i++) {
        unsigned c = (unsigned char)text[i];
        value = value << 4 | (c <= '9' ? c - '0' : (c | 0x20u) - 'a' + 10);
    }
    return value;
}

/* FreeBSD's old loader prints the halves of a number with _ between them. */
static bool read_halves(struct e820_state *state, uint64_t *value)
{
    const char *text = state->text;

    if (count_hex(text) != 8 || text[8] != '_' || count_hex(text + 9) != 8)
        return false;
    *value = parse_hex(text, 8) << 32 | parse_hex(text + 9, 8);
    state->text += 17;
    return true;
}

/* An address or a length, as many digits as the rule has. */
static bool read_number(struct e820_state *state, uint64_t *value)
{
    const char *text = state->text;
    struct e820_look look = {0};
    size_t digits = count_hex(text);

    if (state->rule->digits == E820_DIGITS_16 && read_halves(state, value)) {
        look = (struct e820_look){DIGITS_MAX, true};
    } else {
        if (!digits_fit(state->rule->digits, digits))
            return e820_state_fail(state, text[digits] == '\0' ? text + digits : text,
                                   describe_digits(state->rule->digits));
        if (isalnum((unsigned char)text[digits]) || text[digits] == '_')
            return e820_state_fail(state, text + digits, "the end of a hex number");
        *value = parse_hex(text, digits);
        look = (struct e820_look){(unsigned)digits, text[0] == '0' && digits > 1};
        state->text += digits;
    }
    if (state->numbers < 2)
        state->match->looks[state->numbers++] = look;
    return true;
}

/* Hex after 0x, else decimal; without a limit on digits but that of the value. */
static bool read_any_number(struct e820_state *state, uint64_t limit, bool hex, uint64_t *value)
{
    const char *text = state->text;
    bool prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    size_t digits = hex || prefixed ? count_hex(text + 2 * prefixed) : strspn(text, "0123456789");

    if (digits == 0 || digits > 20)
        return e820_state_fail(state, text, "a number");
    char *end;
    *value = strtoull(text + 2 * prefixed, &end, hex || prefixed ? 16 : 10);
    if (*value > limit || isalnum((unsigned char)*end))
        return e820_state_fail(state, text, "a number that fits");
    state->text = end;
    return true;
}

static bool is_sign(char c)
{
    return c != '\0' && !isalnum((unsigned char)c);
}

static bool read_type(struct e820_state *state, bool hex)
{
    uint64_t value;
    const char *start = state->text;

    /* A decimal number does not start with 0: there was an x after it. Another sign in the
     * place of the x leaves a 0 by itself and the digits after the sign. */
    if (!hex && start[0] == '0' &&
        (isdigit((unsigned char)start[1]) ||
         (is_sign(start[1]) && isxdigit((unsigned char)start[2]))))
        return e820_state_fail(state, start, "the type as a number");
    if (!read_any_number(state, UINT32_MAX, hex, &value) || (hex && state->text < start + 2))
        return e820_state_fail(state, start,
                               hex ? "the type as two hex digits" : "the type as a number");
    state->match->entry.type = (uint32_t)value;
    return true;
}

/* A decimal length is as good as one in hex, but has no digits to count. */
static bool read_length(struct e820_state *state)
{
    if (state->text[0] == '0' && state->text[1] == 'x') {
        state->text += 2;
        return read_number(state, &state->length);
    }
    if (state->text[0] == '0' && isdigit((unsigned char)state->text[1]))
        return e820_state_fail(state, state->text, "a length in decimal, or in hex after 0x");
    return read_any_number(state, UINT64_MAX, false, &state->length);
}

/* Linux once printed "639   KB" and the like before the type; nothing is fine. */
static bool read_size(struct e820_state *state)
{
    const char *text = state->text;
    size_t digits = strspn(text, "0123456789.");
    const char *unit = e820_state_skip_blanks(text + digits);

    if (digits == 0 || *unit == '\0' || strchr("KMGTP", *unit) == NULL)
        return false;
    state->text = unit + 1 + (unit[1] == 'i') + (unit[1 + (unit[1] == 'i')] == 'B');
    return true;
}

static bool read_index(struct e820_state *state)
{
    size_t digits = strspn(state->text, "0123456789");

    if (digits == 0 || digits > 4)
        return e820_state_fail(state, state->text, "the index of the entry");
    state->match->indexed = true;
    state->match->index = (uint32_t)strtoul(state->text, NULL, 10);
    state->text += digits;
    return true;
}

static bool read_attributes(struct e820_state *state)
{
    uint64_t value;

    if (!read_any_number(state, UINT32_MAX, true, &value))
        return e820_state_fail(state, state->text, "the attributes as a hex number");
    state->match->entry.attr = (uint32_t)value;
    return true;
}

/* What EFI lines have as numbers; what they mean is e820_efi.h's. */
static bool read_efi_number(struct e820_state *state, char what)
{
    uint64_t value;

    state->efi = true;
    if (what == 'v')
        return read_any_number(state, UINT64_MAX, true, &state->efi_attributes);
    if (!read_any_number(state, UINT32_MAX, false, &value))
        return false;
    state->efi_type = (uint32_t)value;
    return true;
}

bool e820_state_read_value(struct e820_state *state, char what)
{
    uint64_t ignored;

    switch (what) {
    case 'b':
        return read_number(state, &state->match->entry.base);
    case 'e':
    case 'l':
        state->has = what;
        return read_number(state, &state->other);
    case 'n':
        state->match->ended = state->has == 'e';
        state->match->end_address = state->other;
        state->has = 'n';
        return read_number(state, &state->length);
    case 'd':
        state->has = 'n';
        return read_length(state);
    case 't':
        return read_type(state, false);
    case 'x':
        return read_type(state, true);
    case 'w':
        return e820_state_read_word(state);
    case 'k':
        e820_state_take_name(state, strcspn(state->text, ")>"));
        return true;
    case 'q':
        e820_state_take_name(state, strcspn(state->text, " \t\"'<>,;|"));
        return true;
    case 'a':
        return read_attributes(state);
    case 'i':
        return read_index(state);
    case 'h':
        return read_any_number(state, UINT64_MAX, true, &ignored);
    case 's':
        return read_size(state);
    case 'L':
        return e820_state_read_label(state);
    case 'E':
        return e820_state_read_efi_type(state);
    case 'V':
        return e820_state_read_efi_words(state);
    default:
        return read_efi_number(state, what);
    }
}
