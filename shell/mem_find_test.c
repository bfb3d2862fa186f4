#include "shell/mem_find.h"

#include <stdio.h>
#include <string.h>

#include "tests/shell/fixture.h"

#define USAGE "usage: mem find TEXT|0xBYTES [START [END]] [-j]"

static void put(struct fixture *f, uint64_t address, const char *text)
{
    memcpy(f->arena + address, text, strlen(text));
}

static void assert_answer(struct fixture *f, const char *line, const char *expected)
{
    assert_string_equal(fixture_ask(f, line), expected);
}

static void text_and_hex_are_found_and_counted(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "mem find needle", "0 matches\n");
    put(f, 0x7c05, "needle");
    assert_answer(f, "mem find needle", "0x00007c05\n1 match\n");
    put(f, 0x900001, "needle");
    assert_answer(f, "mem find needle", "0x00007c05\n0x00900001\n2 matches\n");
    assert_answer(f, "mem find 0x6E6565646c65", "0x00007c05\n0x00900001\n2 matches\n");
    assert_answer(f, "mem find 0X6e6565646c65 8M", "0x00900001\n1 match\n");
    assert_answer(f, "mem find needle -j",
                  "{\"matches\":[\"7c05\",\"900001\"],\"complete\":true}\n");
    fixture_free(f);
}

static void matches_may_overlap(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    put(f, 0x7c00, "aaaa");
    assert_answer(f, "mem find aaa 0x7000 0x8000", "0x00007c00\n0x00007c01\n2 matches\n");
    put(f, 0x7d00, "xxy");
    assert_answer(f, "mem find xy 0x7000 0x8000", "0x00007d01\n1 match\n");
    fixture_free(f);
}

/* A frame's edge, and each boundary of the map below 1 MiB and at it. */
static void matches_lie_across_every_boundary(void **state)
{
    static const uint64_t boundaries[] = {0x5000,   0x9f000,  0xa0000, 0xe8000,
                                          0x100000, 0x800000, 0xfff000};
    char expected[100];

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(boundaries); i++) {
        for (unsigned before = 0; before <= 6; before++) {
            struct fixture *f = fixture_new_bochs();
            put(f, boundaries[i] - before, "needle");
            snprintf(expected, sizeof expected, "0x%08llx\n1 match\n",
                     (unsigned long long)(boundaries[i] - before));
            assert_answer(f, "mem find needle 0 16M", expected);
            fixture_free(f);
        }
    }
}

static void start_and_end_bound_the_whole_match(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    put(f, 0x7c00, "needle");
    assert_answer(f, "mem find needle 0x7c00 0x7c06", "0x00007c00\n1 match\n");
    assert_answer(f, "mem find needle 0x7c01 0x7c06", "0 matches\n");
    assert_answer(f, "mem find needle 0x7c00 0x7c05", "0 matches\n");
    assert_answer(f, "mem find needle 0x7c00 0x7c01", "0 matches\n");
    assert_answer(f, "mem find needle STAGE1 STAGE1+0x10", "0x00007c00\n1 match\n");
    fixture_free(f);
}

/* Above 1 MiB a reserved range may be a device; what the fixture has there reads as zeros. */
static void devices_and_holes_are_passed_over(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "mem find 0x00 0xfffc0000 4G", "0 matches\n");
    assert_answer(f, "mem find 0x00 128M 0xfffc0000", "0 matches\n");
    assert_answer(f, "mem find 0x00 0x7ffffff 4G", "0x07ffffff\n1 match\n");
    assert_answer(f, "mem find 0x0000 0x7ffffff 4G", "0 matches\n");
    assert_answer(f, "mem find 0x00 0x7ffffff 0xffffffffffffffff", "0x07ffffff\n1 match\n");
    fixture_free(f);
}

static void too_many_matches_end_the_search_with_the_place_to_go_on(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    const char *answer = fixture_ask(f, "mem find 0x00 0x20000 0x30000");
    assert_int_equal(text_count_lines(answer), 65);
    assert_true(text_has_line(answer, "0x0002003f\nstopped after 64 matches; go on with START "
                                      "0x20040\n"));
    answer = fixture_ask(f, "mem find 0x00 0x20040 0x20041");
    assert_string_equal(answer, "0x00020040\n1 match\n");
    json_t *json = fixture_ask_json(f, "mem find 0x00 0x20000 0x30000 -j");
    assert_int_equal(json_array_size(json_object_get(json, "matches")), 64);
    assert_true(json_is_false(json_object_get(json, "complete")));
    json_decref(json);
    fixture_free(f);
}

static void patterns_of_64_bytes_are_the_longest(void **state)
{
    struct fixture *f = fixture_new_bochs();
    char text[66];
    char hex[2 + 2 * 65 + 1] = "0x";
    char line[200];

    (void)state;
    memset(text, 'q', 65);
    text[65] = '\0';
    for (unsigned i = 0; i < 64; i++)
        strcat(hex, "71");
    put(f, 0x7c00, text + 1);
    snprintf(line, sizeof line, "mem find %s", text + 1);
    assert_answer(f, line, "0x00007c00\n1 match\n");
    snprintf(line, sizeof line, "mem find %s", hex);
    assert_answer(f, line, "0x00007c00\n1 match\n");
    snprintf(line, sizeof line, "mem find %s", text);
    fixture_assert_refused(f, line, text, USAGE);
    strcat(hex, "71");
    snprintf(line, sizeof line, "mem find %s", hex);
    fixture_assert_refused(f, line, hex, USAGE);
    fixture_free(f);
}

static void bad_patterns_and_ranges_are_refused(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem find", "TEXT|0xBYTES is missing", USAGE);
    fixture_assert_refused(f, "mem find 0x", "'0x'", USAGE);
    fixture_assert_refused(f, "mem find 0x123", "'0x123'", USAGE);
    fixture_assert_refused(f, "mem find 0x12g4", "'0x12g4'", USAGE);
    fixture_assert_refused(f, "mem find x zz", "'zz'", USAGE);
    fixture_assert_refused(f, "mem find x 0 zz", "'zz'", USAGE);
    fixture_assert_refused(f, "mem find x 1M 64K", "END '64K' is not above START '1M'", USAGE);
    fixture_assert_refused(f, "mem find x 1M 1M", "END '1M' is not above START '1M'", USAGE);
    fixture_assert_refused(f, "mem find x 0x7ff0000", "'0x7ff0000'", USAGE);
    fixture_assert_refused(f, "mem find x 4G 5G", "START '4G'", USAGE);
    fixture_assert_refused(f, "mem find x 0 1 2", "'2'", USAGE);
    fixture_free(f);
}

static void ctrl_c_stops_a_search(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    uint64_t asked = f->asked;
    f->interrupt_at = asked + 100;
    assert_answer(f, "mem find needle", "^C\n");
    assert_in_range(f->asked - asked, 100, 102);
    f->interrupt_at = f->asked + 100;
    assert_answer(f, "mem find needle -j", "{\"matches\":[],\"complete\":false}\n^C\n");
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_hex_are_found_and_counted),
        cmocka_unit_test(matches_may_overlap),
        cmocka_unit_test(matches_lie_across_every_boundary),
        cmocka_unit_test(start_and_end_bound_the_whole_match),
        cmocka_unit_test(devices_and_holes_are_passed_over),
        cmocka_unit_test(too_many_matches_end_the_search_with_the_place_to_go_on),
        cmocka_unit_test(patterns_of_64_bytes_are_the_longest),
        cmocka_unit_test(bad_patterns_and_ranges_are_refused),
        cmocka_unit_test(ctrl_c_stops_a_search),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
