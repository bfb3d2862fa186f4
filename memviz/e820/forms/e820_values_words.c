/*
 * The values of e820_state.h that are words: labels, names, types, and those of EFI.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/forms/e820_efi.h"
#include "memviz/e820/forms/e820_state.h"
#include "memviz/e820/forms/e820_words.h"

static bool is_label_char(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

bool e820_state_read_label(struct e820_state *state)
{
    const char *end = state->text;

    while (is_label_char(*end))
        end++;
    size_t length = (size_t)(end - state->text);
    if (length == 0 || *end != ':')
        return e820_state_fail_literal(state, end, ":", 1);
    if (length >= E820_LABEL_SIZE)
        length = E820_LABEL_SIZE - 1;
    memcpy(state->match->label, state->text, length);
    state->match->label[length] = '\0';
    state->text = e820_state_skip_blanks(end + 1);
    return true;
}

void e820_state_take_name(struct e820_state *state, size_t length)
{
    char name[32];
    uint32_t type;

    snprintf(name, sizeof name, "%.*s", (int)length, state->text);
    if (length > 0 && e820_words_match(name, E820_WORDS_ALL, &type) == strlen(name)) {
        state->match->named = true;
        state->match->name_type = type;
    } else if (strcasecmp(name, "free") == 0) {
        state->match->named = true;
        state->match->name_type = E820_FREE;
    } else if (strncmp(name, "disabled", 8) == 0) {
        state->match->entry.attr = 0; /* iPXE's word for a clear bit 0 */
    }
    state->text += length;
}

bool e820_state_read_word(struct e820_state *state)
{
    size_t length =
        e820_words_match(state->text, state->rule->vocabulary, &state->match->entry.type);

    if (length == 0)
        return e820_state_fail(state, state->text, "a type that is known");
    state->text += length;
    return true;
}

bool e820_state_read_efi_type(struct e820_state *state)
{
    size_t length = e820_efi_match_type(state->text, &state->efi_type);

    state->efi = true;
    state->text += length;
    return length > 0 || e820_state_fail(state, state->text, "an EFI memory type that is known");
}

bool e820_state_read_efi_words(struct e820_state *state)
{
    size_t length;

    state->efi = true;
    if (*state->text == ']')
        return false;
    if (!e820_efi_match_attributes(state->text, &state->efi_attributes, &length))
        return e820_state_fail(state, state->text, "EFI memory attributes");
    state->text += length;
    return true;
}
