#include "memviz/e820/forms/e820_pattern.h"

#include <string.h>

#include "memviz/e820/forms/e820_efi.h"
#include "memviz/e820/forms/e820_state.h"

/* Takes the first of the texts of <a|b|c> that is there. */
static bool read_choice(struct e820_state *state)
{
    const char *end = strchr(state->pattern, '>');
    const char *first = state->pattern;
    const char *option = first;

    state->pattern = end + 1;
    while (option <= end) {
        size_t length = strcspn(option, "|>");
        if (strncmp(state->text, option, length) == 0) {
            state->text += length;
            return true;
        }
        option += length + 1;
    }
    return e820_state_fail_literal(state, state->text, first, strcspn(first, "|>"));
}

/* One part of the pattern that is no group. */
static bool read_part(struct e820_state *state)
{
    char part = *state->pattern++;

    switch (part) {
    case ' ':
        state->text = e820_state_skip_blanks(state->text);
        return true;
    case '~':
        if (*state->text != ' ' && *state->text != '\t')
            return e820_state_fail_literal(state, state->text, "a blank", 0);
        state->text = e820_state_skip_blanks(state->text);
        return true;
    case '!':
        state->match->committed = true;
        return true;
    case '<':
        return read_choice(state);
    case '%':
        return e820_state_read_value(state, *state->pattern++);
    case '\\':
        part = *state->pattern++;
        break;
    default:
        break;
    }
    if (*state->text != part)
        return e820_state_fail_literal(state, state->text, state->pattern - 1, 1);
    state->text++;
    return true;
}

/* A group that does not fit leaves no trace. */
static void read_group(struct e820_state *state)
{
    const char *after = strchr(state->pattern, '}') + 1;
    struct e820_state before = *state;
    struct e820_match match = *state->match;
    bool good = true;

    while (good && *state->pattern != '}')
        good = read_part(state);
    if (!good) {
        const struct e820_match failed = *state->match;
        *before.match = match;
        *state = before;
        e820_state_fail_literal(state, failed.reached, failed.expected, failed.literal);
    }
    state->pattern = after;
}

/* Lengths are those of 64-bit arithmetic, so that a length that wraps past 2^64,
 * or is 0, comes out as the program that printed the last byte had it. */
static bool settle(struct e820_state *state)
{
    struct e820_match *match = state->match;
    uint64_t base = match->entry.base;

    match->end = state->text;
    if (state->has == 'n')
        match->entry.length = state->length;
    else
        match->entry.length = state->other - base + (state->has == 'l');
    if (state->efi)
        match->entry.type = e820_efi_type(state->efi_type, state->efi_attributes);
    /* EFI has pages: the bracket that tells whether the end belongs to the range must fit it. */
    if (state->efi && (state->has == 'l') != (state->other & 1))
        return e820_state_fail_literal(state, match->end, "a bracket that fits the end", 0);
    if (match->ended && base + match->entry.length != match->end_address)
        return e820_state_fail_literal(state, match->end, "a length that fits the end", 0);
    return true;
}

bool e820_pattern_match(const struct e820_rule *rule, const char *text, struct e820_match *match)
{
    struct e820_state state = {
        .rule = rule, .pattern = rule->pattern, .text = text, .match = match};

    *match = (struct e820_match){.entry.attr = 1};
    /* Without attributes an EFI range counts as ordinary memory. */
    state.efi_attributes = E820_EFI_WRITE_BACK;
    while (*state.pattern != '\0') {
        if (*state.pattern == '{') {
            state.pattern++;
            read_group(&state);
        } else if (!read_part(&state)) {
            return false;
        }
    }
    return settle(&state);
}
