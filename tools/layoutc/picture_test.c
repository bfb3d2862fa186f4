#define _GNU_SOURCE /* fmemopen, open_memstream */

#include "tools/layoutc/fixture_test.h"
#include "tools/layoutc/picture.h"

static void test_picture_shows_regions_gaps_and_lifetimes(void **state)
{
    (void)state;
    static const char *const parts[] = {"    0x00500 ├",
                                        "┊ free               ┊ 29.75 KiB\n",
                                        "│ BOOT   boot sector │    512 B  ■ · · · · ·\n",
                                        "│ HIGH   say \"hi\" \\  │ 4095 MiB  · · · ■ ■ ■\n",
                                        "│ BIOS   its data    │ 1.25 KiB  ▒ ▒ ▒ ▒ ▒ ▒\n",
                                        "0x100000000 └",
                                        NULL};
    fixture_expect_parts(picture_draw, FIXTURE_HIGH, parts);
}

static void test_picture_shows_both_rows_of_shared_memory(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "BOOT   boot sector │    512 B  ■ · · · · ·\n"
        "            │ LATER  takes over  │           · ■ ■ ■ ■ ■\n",
        NULL};
    fixture_expect_parts(
        picture_draw, "| 0x7c00 | 0x7e00 | LATER | takes over | 2 | never | 1 sector |\n", parts);
}

static void test_splice_replaces_only_the_picture(void **state)
{
    (void)state;
    struct fixture f;
    unsigned line = 0;
    fixture_parse_rows(&f, "");
    char *once = picture_splice(&f.doc, "above\n<!-- picture -->\nold\n<!-- /picture -->\nbelow\n",
                                &line, &f.report);
    assert_non_null(once);
    assert_int_equal(line, 2);
    assert_ptr_equal(strstr(once, "above\n<!-- picture -->\n```text\n"), once);
    assert_null(strstr(once, "old"));
    assert_non_null(strstr(once, "\n```\n<!-- /picture -->\nbelow\n"));
    char *twice = picture_splice(&f.doc, once, &line, &f.report);
    assert_string_equal(once, twice);
    free(once);
    free(twice);
}

static void test_splice_wants_its_markers(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "<!-- picture -->\n", "<!-- /picture -->\n",
                                        "<!-- /picture -->\n<!-- picture -->\n",
                                        " <!-- picture -->\n<!-- /picture -->\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct fixture f;
        unsigned line = 0;
        fixture_parse_rows(&f, "");
        assert_null(picture_splice(&f.doc, texts[i], &line, &f.report));
        fixture_expect_error(&f, 0, "are missing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_picture_shows_regions_gaps_and_lifetimes),
        cmocka_unit_test(test_picture_shows_both_rows_of_shared_memory),
        cmocka_unit_test(test_splice_replaces_only_the_picture),
        cmocka_unit_test(test_splice_wants_its_markers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
