#include "memviz/e820/forms/e820_state.h"

const char *e820_state_skip_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    return text;
}

/* Keeps the failure that came furthest; always false. Nothing is formatted here: most
 * failures are of rows that were never meant. */
bool e820_state_fail_literal(struct e820_state *state, const char *at, const char *expected,
                             size_t literal)
{
    struct e820_match *match = state->match;

    if (match->reached == NULL || at >= match->reached) {
        match->reached = at;
        match->expected = expected;
        match->literal = literal;
    }
    return false;
}

bool e820_state_fail(struct e820_state *state, const char *at, const char *expected)
{
    return e820_state_fail_literal(state, at, expected, 0);
}
