#include "shell/mem_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/units.h"
#include "tests/shell/fixture.h"

/* RAM to 128 MiB, of which 1 MiB is bad, and RAM beyond 4 GiB. */
static const struct e820_entry holed_map[] = {
    {0x0, 0x9fc00, 1, 1},
    {0x100000, 0x7f00000, 1, 1},
    {0x4000000, 0x100000, 5, 1},
    {0x100000000, 0x40000000, 1, 1},
};

static void assert_answer(struct fixture *f, const char *line, const char *expected)
{
    assert_string_equal(fixture_ask(f, line), expected);
}

static void a_row_shows_address_bytes_and_text(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    memcpy(f->arena + 0x5003, "Hello \x1f\x20\x7e\x7f\x80\xff", 12);
    assert_answer(
        f, "mem dump 0x5000 16",
        "0x00005000  00 00 00 48 65 6c 6c 6f 20 1f 20 7e 7f 80 ff 00  |...Hello . ~....|\n");
    assert_answer(f, "mem dump 0x5003 3",
                  "0x00005003  48 65 6c                                         |Hel|\n");
    assert_true(
        text_has_line(fixture_ask(f, "mem dump 0x5000 17"),
                      "0x00005010  00                                               |.|\n"));
    assert_answer(f, "mem dump 0x5005 1",
                  "0x00005005  6c                                               |l|\n");
    fixture_free(f);
}

static void the_default_is_256_bytes(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (unsigned i = 0; i < 512; i++)
        f->arena[0x5000 + i] = (uint8_t)(i / 16);
    const char *answer = fixture_ask(f, "mem dump 0x5000");
    assert_int_equal(text_count_lines(answer), 16);
    assert_true(text_has_line(answer, "0x000050f0  0f"));
    fixture_free(f);
}

static void equal_rows_are_squeezed_and_the_end_is_told(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const char *zeros =
        "0x00005000  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  |................|\n";
    char expected[1000];

    (void)state;
    snprintf(expected, sizeof expected, "%s*\n0x00005100\n", zeros);
    assert_answer(f, "mem dump 0x5000 0x100", expected);
    f->arena[0x50ff] = 'x';
    snprintf(expected, sizeof expected, "%s*\n%s", zeros,
             "0x000050f0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 78  |...............x|\n");
    assert_answer(f, "mem dump 0x5000 0x100", expected);
    f->arena[0x50ff] = 0;
    snprintf(expected, sizeof expected, "%s*\n%s", zeros,
             "0x00005020  00 00 00                                         |...|\n");
    assert_answer(f, "mem dump 0x5000 0x23", expected);
    assert_answer(f, "mem dump 0x5000 16", zeros);
    fixture_free(f);
}

/* One piece to a reader: the type changes at 0x9f000, at 0xa0000, at 0xe8000 and at 1 MiB. */
static void boundaries_of_the_map_cut_no_row(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    const char *answer = fixture_ask(f, "mem dump 0x9eff8 0x61010");
    assert_int_equal(text_count_lines(answer), 3);
    assert_true(text_has_line(answer, "0x0009eff8  00"));
    assert_true(text_has_line(answer, "0x00100008\n"));
    f->arena[0x9efff] = 0x11;
    f->arena[0x9f000] = 0x22;
    assert_answer(f, "mem dump 0x9effe 4",
                  "0x0009effe  00 11 22 00                                      |..\".|\n");
    fixture_free(f);
}

static void memory_that_is_not_there_is_told_not_read(void **state)
{
    struct fixture *f = fixture_new(holed_map, LENGTH_OF(holed_map));
    const char *row = "  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  |................|\n";
    char expected[1000];

    (void)state;
    snprintf(
        expected, sizeof expected,
        "0x03fffff0%s0x04000000-0x04100000  unusable memory: the BIOS says it is bad, not read\n"
        "0x04100000%s",
        row, row);
    assert_answer(f, "mem dump 0x3fffff0 0x100020", expected);
    snprintf(
        expected, sizeof expected,
        "0x07fffff0%s0x08000000-0x08000004  no memory there: the BIOS map says nothing of it\n",
        row);
    assert_answer(f, "mem dump 0x7fffff0 0x14", expected);
    assert_answer(f, "mem dump 4G 1T",
                  "0x100000000-0x10100000000  beyond 4 GiB: out of this kernel's reach\n");
    assert_answer(f, "mem dump 3G 2G",
                  "0xc0000000-0x100000000  no memory there: the BIOS map says nothing of it\n"
                  "0x100000000-0x140000000  beyond 4 GiB: out of this kernel's reach\n");
    fixture_free(f);
}

static void the_last_bytes_of_each_space_can_be_asked_for(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "mem dump 0xffffffff 1",
                  "0xffffffff  00                                               |.|\n");
    assert_answer(f, "mem dump 0xffffffff 2",
                  "0xffffffff  00                                               |.|\n"
                  "0x100000000-0x100000001  beyond 4 GiB: out of this kernel's reach\n");
    assert_answer(
        f, "mem dump 0xfffffffffffffffe 1",
        "0xfffffffffffffffe-0xffffffffffffffff  beyond 4 GiB: out of this kernel's reach\n");
    assert_answer(
        f, "mem dump 0xffffffffffffffff 1",
        "0xffffffffffffffff-0x10000000000000000  beyond 4 GiB: out of this kernel's reach\n");
    assert_answer(
        f, "mem dump 0xffffffffffffffff",
        "0xffffffffffffffff-0x10000000000000000  beyond 4 GiB: out of this kernel's reach\n");
    fixture_assert_refused(f, "mem dump 0xffffffffffffffff 2", "'2' bytes", "mem dump ADDR [LEN]");
    fixture_assert_refused(f, "mem dump 1 0xffffffffffffffff 2", "'2'", "mem dump ADDR [LEN]");
    fixture_assert_refused(f, "mem dump 2 0xffffffffffffffff",
                           "'0xffffffffffffffff' bytes from '2'", "mem dump ADDR [LEN]");
    fixture_free(f);
}

/* The pieces of a -j answer, put together again, are the memory. */
static void json_holds_all_bytes(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint64_t at = 0x100039;
    json_t *piece;
    size_t index;

    (void)state;
    json_t *json = fixture_ask_json(f, "mem dump 0x100039 1000 -j");
    assert_true(json_is_true(json_object_get(json, "complete")));
    json_array_foreach(json_object_get(json, "pieces"), index, piece)
    {
        const char *bytes = json_string_value(json_object_get(piece, "bytes"));
        assert_string_equal(json_string_value(json_object_get(piece, "memory")), "present");
        assert_int_equal(strtoull(json_string_value(json_object_get(piece, "start")), NULL, 16),
                         at);
        for (size_t i = 0; bytes[i] != '\0'; i += 2) {
            unsigned byte;
            assert_int_equal(sscanf(bytes + i, "%2x", &byte), 1);
            assert_int_equal(byte, f->arena[at++]);
        }
    }
    assert_int_equal(at, 0x100039 + 1000);
    json_decref(json);
    fixture_free(f);
}

static void json_tells_what_is_not_there(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(
        f, "mem dump -j 0x7fffffe 4",
        "{\"pieces\":[{\"start\":\"7fffffe\",\"length\":\"2\",\"memory\":\"present\","
        "\"bytes\":\"0000\"},{\"start\":\"8000000\",\"length\":\"2\",\"memory\":\"absent\"}],"
        "\"complete\":true}\n");
    assert_answer(f, "mem dump -j 0xffffffffffffffff",
                  "{\"pieces\":[{\"start\":\"ffffffffffffffff\",\"length\":\"1\","
                  "\"memory\":\"beyond 4 GiB\"}],\"complete\":true}\n");
    fixture_free(f);
}

static void ctrl_c_stops_a_long_dump(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->interrupt_at = f->asked + 1000;
    const char *answer = fixture_ask(f, "mem dump 0x100040 64K");
    assert_true(text_count_lines(answer) <= 1002);
    assert_non_null(strstr(answer, "\n^C\n"));
    assert_int_equal(f->calls.drops, 1);
    f->interrupt_at = f->asked + 10;
    answer = fixture_ask(f, "mem dump 0x100040 64K -j");
    assert_non_null(strstr(answer, "],\"complete\":false}\n^C\n"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_shows_address_bytes_and_text),
        cmocka_unit_test(the_default_is_256_bytes),
        cmocka_unit_test(equal_rows_are_squeezed_and_the_end_is_told),
        cmocka_unit_test(boundaries_of_the_map_cut_no_row),
        cmocka_unit_test(memory_that_is_not_there_is_told_not_read),
        cmocka_unit_test(the_last_bytes_of_each_space_can_be_asked_for),
        cmocka_unit_test(json_holds_all_bytes),
        cmocka_unit_test(json_tells_what_is_not_there),
        cmocka_unit_test(ctrl_c_stops_a_long_dump),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
