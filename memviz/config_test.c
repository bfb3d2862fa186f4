/*
 * The configuration file: what it sets, and how its mistakes are named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/config.h"

/* Reads a text; *errors is what was complained about, to be freed. */
static bool read_text(const char *text, struct settings *settings, char **errors)
{
    size_t size = 0;
    FILE *in = fmemopen((void *)text, strlen(text), "r");
    FILE *out = open_memstream(errors, &size);

    *settings = (struct settings){0};
    bool good = config_read(in, "the/config", settings, out);
    fclose(in);
    fclose(out);
    return good;
}

static void test_each_name_is_read(void **state)
{
    (void)state;
    struct settings settings;
    char *errors = NULL;
    assert_true(read_text("# comment\n\n  color = never \nascii=yes\r\nmouse = no\n\tspeed = 2.5",
                          &settings, &errors));
    assert_string_equal(errors, "");
    assert_int_equal(settings.colour, COLOUR_NEVER);
    assert_int_equal(settings.ascii, SETTINGS_YES);
    assert_int_equal(settings.mouse, SETTINGS_NO);
    assert_true(settings.speed == 2.5);
    free(errors);
}

static void test_mistakes_name_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"colour = never\n", "memviz: the/config:1: colour is not known; there are color, ascii, "
                             "mouse and speed\n"},
        {"\n# x\nmouse = maybe\n", "memviz: the/config:3: mouse takes yes or no, not: maybe\n"},
        {"color = pink\n", "memviz: the/config:1: color takes auto, always or never, not: pink\n"},
        {"color =\n", "memviz: the/config:1: color takes auto, always or never, not: \n"},
        {"ascii\n", "memviz: the/config:1: a line is `name = value`, not: ascii\n"},
        {"ascii = yes\nspeed = 0\n",
         "memviz: the/config:2: speed takes a number above 0 and up to 1000000, not: 0\n"},
        {"speed = inf\n",
         "memviz: the/config:1: speed takes a number above 0 and up to 1000000, not: inf\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct settings settings;
        char *errors = NULL;
        assert_false(read_text(cases[i].text, &settings, &errors));
        assert_string_equal(errors, cases[i].message);
        free(errors);
    }
}

static void test_what_was_set_before_wins(void **state)
{
    (void)state;
    struct settings own = {.colour = COLOUR_ALWAYS, .mouse = SETTINGS_YES};
    const struct settings file = {COLOUR_NEVER, SETTINGS_YES, SETTINGS_NO, 4};
    settings_merge(&own, &file);
    assert_int_equal(own.colour, COLOUR_ALWAYS);
    assert_int_equal(own.ascii, SETTINGS_YES);
    assert_int_equal(own.mouse, SETTINGS_YES);
    assert_true(own.speed == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_name_is_read),
        cmocka_unit_test(test_mistakes_name_file_and_line),
        cmocka_unit_test(test_what_was_set_before_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
