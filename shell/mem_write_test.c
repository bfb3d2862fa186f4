#include "shell/mem_write.h"

#include <string.h>

#include "layout_constants.h"
#include "tests/shell/fixture.h"

#define OPEN LAYOUT_STAGE2 /* the loader's, reusable */

static void set_writes_numbers_lowest_byte_first(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const uint8_t *at = f->arena + OPEN;

    (void)state;
    assert_true(text_has_line(fixture_ask(f, "mem set STAGE2 1 2 0xff"),
                              "wrote 3 bytes at 0x7e00-0x7e03, STAGE2+0x0, reusable\n"));
    assert_memory_equal(at, "\x01\x02\xff\x00", 4);
    fixture_ask(f, "mem set STAGE2+1 0x1234 5 -w 2");
    assert_memory_equal(at, "\x01\x34\x12\x05\x00", 5);
    fixture_ask(f, "mem set STAGE2 -w 4 STAGE1");
    assert_memory_equal(at, "\x00\x7c\x00\x00", 4);
    fixture_ask(f, "mem set STAGE2 -w 8 0x0102030405060708");
    assert_memory_equal(at, "\x08\x07\x06\x05\x04\x03\x02\x01", 8);
    assert_non_null(strstr(fixture_ask(f, "log"), "mem set: 8 bytes at 0x7e00, STAGE2+0x0"));
    assert_false(f->writes_allowed);
    fixture_free(f);
}

static void what_is_alive_needs_force(void **state)
{
    static const struct {
        const char *line;
        const char *named;
    } cases[] = {
        {"mem set 0x100041 1", "0x100041 (first+0x1) is the kernel's code or constants"},
        {"mem fill 0xff000 0x2000 1", "0x100000 (__k_start+0x0) is the kernel's code"},
        {"mem set kheap_start+32 1", "(heap 'frame bitmap'"},
        {"mem set PM_STACK 1", "0x8b000 (PM_STACK+0x0) is alive"},
        {"mem set 0 1", "0x0 (IVT+0x0) is alive"},
        {"mem set 0xa0000 1", "0xa0000 (VIDEO+0x0) is alive"},
        {"mem set 0x7ff0000 1", "0x7ff0000 (acpi by the e820 map) is alive"},
        {"mem fill 0xafff 2 1", "reusable"},
    };
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (size_t i = 0; i + 1 < LENGTH_OF(cases); i++) {
        char forced[100] = "";
        fixture_assert_refused(f, cases[i].line, cases[i].named, "usage: mem ");
        fixture_assert_refused(f, cases[i].line, "-f writes there all the same", "usage: ");
        strcat(strcat(forced, cases[i].line), " -f");
        assert_true(text_has_line(fixture_ask(f, forced), "wrote "));
    }
    assert_int_equal(f->arena[0x100041], 1);
    assert_int_equal(f->calls.writes_allowed, LENGTH_OF(cases) - 1);
    fixture_free(f);
}

static void what_is_not_there_is_refused_even_by_force(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem set 2G 1 -f", "no memory to write to at 0x80000000", "usage:");
    fixture_assert_refused(f, "mem set 4G 1 -f", "no memory to write to at 0x100000000", "usage:");
    fixture_assert_refused(f, "mem fill 0x7fffff0 32 1 -f", "no memory to write to at 0x8000000",
                           "usage: mem fill");
    fixture_assert_refused(f, "mem fill 8M 0xffffffffffffffff 1 -f", "no memory", "usage:");
    fixture_assert_refused(f, "mem copy 2G 8M 16", "no memory to read at 0x80000000", "mem copy");
    fixture_assert_refused(f, "mem set 8M 256", "'256' does not fit in 1 byte", "usage: mem set");
    fixture_assert_refused(f, "mem set 8M 65536 -w 2", "does not fit in 2 bytes", "mem set");
    fixture_assert_refused(f, "mem set 8M 1 -w 3", "'3' is no width", "usage: mem set");
    fixture_assert_refused(f, "mem set 8M 1 -w", "'' is no width", "usage: mem set");
    fixture_assert_refused(f, "mem fill 8M 3 1 -w 2", "'3' is no multiple", "usage: mem fill");
    fixture_assert_refused(f, "mem fill 8M 0 1", "'0' is too few", "usage: mem fill");
    fixture_assert_refused(f, "mem who 8M -f", "no option -f", "usage: mem who");
    fixture_free(f);
}

static void fill_and_copy_do_what_memset_and_memmove_do(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint8_t expected[9000];
    uint8_t *at = f->arena + 0x800ff0;

    (void)state;
    fixture_ask(f, "mem fill 0x800ff0 9000 0x0201 -w 2");
    for (size_t i = 0; i < sizeof expected; i++)
        expected[i] = i % 2 == 0 ? 1 : 2;
    assert_memory_equal(at, expected, sizeof expected);
    for (size_t i = 0; i < sizeof expected; i++)
        at[i] = expected[i] = (uint8_t)(i * 7 >> 3);
    fixture_ask(f, "mem copy 0x800ff0 0x800ff5 8000");
    memmove(expected + 5, expected, 8000);
    assert_memory_equal(at, expected, sizeof expected);
    fixture_ask(f, "mem copy 0x800ff5 0x800ff0 8000");
    memmove(expected, expected + 5, 8000);
    assert_memory_equal(at, expected, sizeof expected);
    fixture_free(f);
}

static void an_interrupted_write_says_how_far_it_came(void **state)
{
    static const struct e820_entry map[] = {{0, 0x9f000, 1, 1}, {0x100000, 0xff00000, 1, 1}};
    struct fixture *f = fixture_new(map, LENGTH_OF(map));
    json_t *json = fixture_ask_json(f, "mem set 8M 7 -j");

    (void)state;
    assert_true(json_is_true(json_object_get(json, "kept")));
    json_decref(json);
    f->interrupt_at = f->asked + 1;
    const char *answer = fixture_ask(f, "mem fill 8M 1M 1");
    assert_true(text_has_line(answer, "wrote 4096 bytes at 0x800000-0x801000"));
    fixture_free(f);
}

static void compare_and_crc_say_what_differs(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    memcpy(f->arena + 0x800000, "123456789", 9);
    memcpy(f->arena + 0x900000, "123x5678y", 9);
    assert_string_equal(fixture_ask(f, "mem compare 8M 9M 9"),
                        "0x00800003 34   0x00900003 78\n0x00800008 39   0x00900008 79\n"
                        "2 of 9 bytes differ\n");
    assert_string_equal(fixture_ask(f, "mem compare 8M 9M 3"), "0 of 3 bytes differ\n");
    assert_string_equal(fixture_ask(f, "mem crc 8M 9"),
                        "crc32 0xcbf43926 of 9 bytes at 0x800000-0x800009\n");
    memset(f->arena + 0xa00000, 1, 100);
    assert_int_equal(text_count_lines(fixture_ask(f, "mem compare 10M 9M+16 100")), 18);
    json_t *json = fixture_ask_json(f, "mem compare 8M 9M 9 -j");
    assert_string_equal(json_string_value(json_object_get(json, "first")), "3");
    json_decref(json);
    fixture_assert_refused(f, "mem crc 2G 1", "no memory to read at 0x80000000", "mem crc");
    fixture_assert_refused(f, "mem compare 8M 2G 1", "'2G' and 1 bytes", "mem compare");
    fixture_free(f);
}

static void diff_names_exactly_what_was_changed(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem diff", "there is no snapshot", "usage: mem diff");
    assert_string_equal(fixture_ask(f, "mem snap"),
                        "snapshot of 0x0-0x800000, in blocks of 128 bytes\n");
    assert_string_equal(fixture_ask(f, "mem diff"), "0 ranges changed, 0 bytes in blocks of 128\n");
    fixture_ask(f, "mem set STAGE2+0x80 1");
    fixture_ask(f, "mem fill BDA 256 7 -f");
    const char *answer = fixture_ask(f, "mem diff");
    assert_true(text_has_line(answer, "0x00000400-0x00000500     256  BDA\n"));
    assert_true(text_has_line(answer, "0x00007e80-0x00007f00     128  STAGE2, reusable\n"));
    assert_true(text_has_line(answer, "2 ranges changed, 384 bytes in blocks of 128\n"));
    fixture_ask(f, "mem alloc 3 mine");
    answer = fixture_ask(f, "mem diff");
    assert_true(strstr(answer, "heap 'frame bitmap'\n") != NULL);
    assert_true(strstr(answer, "\n3 ranges changed") != NULL ||
                strstr(answer, "\n4 ranges changed") != NULL);
    fixture_ask(f, "mem snap");
    uint64_t cursor = f->machine.heap.cursor;
    fixture_ask(f, "mem grab 300 probe");
    answer = fixture_ask(f, "mem diff");
    assert_int_equal(strtoul(answer, NULL, 16), cursor & ~127ull);
    assert_string_equal(fixture_ask(f, "mem snap 0x800000 0x801000"),
                        "snapshot of 0x800000-0x801000, in blocks of 16 bytes\n");
    fixture_ask(f, "mem set 0x800010 1");
    assert_true(text_has_line(fixture_ask(f, "mem diff"),
                              "0x00800010-0x00800020      16  frame 0x800, used, mine\n"));
    fixture_assert_sound(f);
    fixture_free(f);
}

static void the_test_passes_and_leaves_frames_free(void **state)
{
    struct fixture *f = fixture_new_bochs();
    struct frames before = f->machine.frames;

    (void)state;
    fixture_ask(f, "mem poison on");
    assert_string_equal(fixture_ask(f, "mem test 8M 1M 2"),
                        "512 frames tested, each pass counted; 0 errors\n");
    assert_int_equal(f->machine.poison.count, 256);
    assert_int_equal(f->machine.frames.free, before.free);
    fixture_assert_sound(f);
    json_t *json = fixture_ask_json(f, "mem test 8M 4K -j");
    assert_int_equal(json_integer_value(json_object_get(json, "frames")), 1);
    json_decref(json);
    fixture_assert_refused(f, "mem test 4G 4K", "'4G' is outside", "usage: mem test");
    fixture_assert_refused(f, "mem test 0", "'0' is too few", "usage: mem test");
    fixture_free(f);
}

/* The bit is 1 again whenever anything else runs. */
static void stick(struct fixture *f)
{
    f->arena[0x8c0002] |= 0x10;
}

static void a_stuck_bit_is_found(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->meddle = stick;
    const char *answer = fixture_ask(f, "mem test 8M 1M");
    assert_true(text_has_line(answer, "FAIL  0x008c0000  wrote 00000000, read 00100000\n"));
    assert_null(strstr(answer, " 0 errors"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_writes_numbers_lowest_byte_first),
        cmocka_unit_test(what_is_alive_needs_force),
        cmocka_unit_test(what_is_not_there_is_refused_even_by_force),
        cmocka_unit_test(fill_and_copy_do_what_memset_and_memmove_do),
        cmocka_unit_test(an_interrupted_write_says_how_far_it_came),
        cmocka_unit_test(compare_and_crc_say_what_differs),
        cmocka_unit_test(diff_names_exactly_what_was_changed),
        cmocka_unit_test(the_test_passes_and_leaves_frames_free),
        cmocka_unit_test(a_stuck_bit_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
