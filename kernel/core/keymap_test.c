#include "kernel/core/keymap.h"

#include <string.h>

#include "tests/core/check.h"

/* Feeds codes; what they give, one after the other: text, or u and d for the pages. */
static const char *type(struct keymap *k, const char *codes, size_t count)
{
    static char text[64];

    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        enum keymap_key key = keymap_feed(k, (uint8_t)codes[i]);
        if (key == KEYMAP_TEXT)
            strcat(text, k->text);
        else if (key != KEYMAP_NONE)
            strcat(text, key == KEYMAP_PAGE_UP ? "<up>" : "<down>");
    }
    return text;
}

/* By hand from the table of set 1. */
static const struct {
    const char *codes;
    const char *text;
} cases[] = {
    {"\x32\xb2\x12\x92\x32\xb2", "mem"},
    {"\x2a\x1e\x9e\xaa\x1e", "Aa"},
    {"\x36\x03\xb6\x03", "@2"},
    {"\x3a\xba\x1e\x9e\x02\x2a\x1e\xaa\x3a\xba\x1e", "A1aa"}, /* Caps Lock leaves digits */
    {"\x1d\x2e\xae\x9d\x2e", "\x03"
                             "c"},         /* Ctrl-C */
    {"\xe0\x1d\x13\xe0\x9d\x13", "\x12r"}, /* the right one: Ctrl-R */
    {"\x38\x21\xb8\x21", "\x1b"
                         "ff"}, /* Alt-F */
    {"\x1c\x0e\x0f\x01", "\r\b\t\x1b"},
    {"\xe0\x48\xe0\x50\xe0\x4b\xe0\x4d", "\x1b[A\x1b[B\x1b[D\x1b[C"},
    {"\x48\x47\x4f\x53", "\x1b[A\x1b[H\x1b[F\x1b[3~"}, /* the keypad */
    {"\xe0\x2a\xe0\x48\xe0\xc8\xe0\xaa\x1e", "\x1b[Aa"},
    {"\xe0\x1c\xe0\x35\x37", "\r/*"}, /* the keypad's Enter, slash and star */
    {"\xe0\x49\xe0\x51\x2a\xe0\x49\xaa", "<up><down><up>"},
    {"\xe1\x1d\x45\xe1\x9d\xc5\x1e", "a"}, /* Pause holds no Ctrl */
    {"\x2b\x2a\x2b\x29\x28\xaa\x39", "\\|~\" "},
    {"\x3b\x57\x58\x45\x46\xe0\x5b\xe0\x5d", ""}, /* function keys, locks, the logos */
};

static void keys_give_what_a_terminal_sends(void **state)
{
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct keymap k = {0};
        assert_string_equal(type(&k, cases[i].codes, strlen(cases[i].codes)), cases[i].text);
    }
}

/* Each printable character can be typed, with and without Shift. */
static void every_character_has_a_key(void **state)
{
    bool seen[128] = {false};
    struct keymap k = {0};

    (void)state;
    for (unsigned shift = 0; shift < 2; shift++) {
        keymap_feed(&k, shift == 0 ? 0xaa : 0x2a);
        for (uint8_t code = 2; code < 0x3a; code++) {
            if (keymap_feed(&k, code) == KEYMAP_TEXT)
                seen[(uint8_t)k.text[0]] = true;
            keymap_feed(&k, code | 0x80u);
            keymap_feed(&k, shift == 0 ? 0xaa : 0x2a); /* 0x36 among them let it go */
        }
    }
    for (char c = ' '; c <= '~'; c++)
        assert_true(seen[(uint8_t)c]);
}

static void any_bytes_are_taken(void **state)
{
    struct keymap k = {0};
    uint64_t random = 0x5ca9;

    (void)state;
    for (unsigned i = 0; i < 100000; i++) {
        enum keymap_key key = keymap_feed(&k, (uint8_t)random_next(&random));
        assert_true(key != KEYMAP_TEXT || strlen(k.text) < sizeof k.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_give_what_a_terminal_sends),
        cmocka_unit_test(every_character_has_a_key),
        cmocka_unit_test(any_bytes_are_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
