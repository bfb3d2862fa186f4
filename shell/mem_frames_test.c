#include "shell/mem_frames.h"

#include <stdio.h>
#include <string.h>

#include "tests/shell/fixture.h"

/* RAM up to the last byte below 4 GiB, and beyond. */
static const struct e820_entry full_map[] = {
    {0x0, 0xa0000, 1, 1},
    {0x100000, 0xfff00000, 1, 1},
    {0x100000000, 0x80000000, 1, 1},
};

/* RAM that ends in the middle of a word of the bitmap. */
static const struct e820_entry short_map[] = {{0x0, 0xa0000, 1, 1}, {0x100000, 0x823456, 1, 1}};

static void assert_answer(struct fixture *f, const char *line, const char *expected)
{
    assert_string_equal(fixture_ask(f, line), expected);
}

static void frames_shows_totals_and_runs(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 3");
    fixture_ask(f, "mem free 0x801000");
    fixture_ask(f, "mem free 0x801000");
    fixture_ask(f, "mem free 0");
    fixture_ask(f, "mem free 3G");
    fixture_ask(f, "mem alloc 1G");
    fixture_ask(f, "mem alloc 40000");
    assert_answer(f, "mem frames",
                  "frames 32752 of 4 KiB, 0 to 0x7ff0000\n"
                  "free 30702 (122808 KiB), used 2 (8 KiB), reserved 2048 (8 MiB)\n"
                  "refused: 1 not allocated, 1 reserved, 1 out of range, 1 no memory\n"
                  "0x000000000-0x000800000     2048 frames  reserved\n"
                  "0x000800000-0x000801000        1 frames  used\n"
                  "0x000801000-0x000802000        1 frames  free\n"
                  "0x000802000-0x000803000        1 frames  used\n"
                  "0x000803000-0x007ff0000    30701 frames  free\n");
    fixture_free(f);
}

static void frames_bounds_the_runs_and_rounds_outwards(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const char *answer = fixture_ask(f, "mem frames 0x7ff001 0x800001");

    (void)state;
    assert_int_equal(text_count_lines(answer), 5);
    assert_true(text_has_line(answer, "0x0007ff000-0x000800000        1 frames  reserved\n"
                                      "0x000800000-0x000801000        1 frames  free\n"));
    assert_true(text_has_line(fixture_ask(f, "mem frames KHEAP_MAX_ADDR ram_end"),
                              "0x000800000-0x007ff0000    30704 frames  free\n"));
    assert_answer(f, "mem frames 8M -j",
                  "{\"frames\":32752,\"used\":0,\"free\":30704,\"reserved\":2048,\"runs\":["
                  "{\"start\":\"800000\",\"end\":\"7ff0000\",\"state\":\"free\"}]}\n");
    fixture_free(f);
}

static void frames_reach_4_gib_and_no_further(void **state)
{
    struct fixture *f = fixture_new(full_map, LENGTH_OF(full_map));
    const char *answer = fixture_ask(f, "mem frames");

    (void)state;
    assert_true(text_has_line(answer, "frames 1048576 of 4 KiB, 0 to 0x100000000\n"));
    assert_true(text_has_line(answer, "0x000800000-0x100000000  1046528 frames  free\n"));
    assert_answer(f, "mem frames 0xfffff000 4G -j",
                  "{\"frames\":1048576,\"used\":0,\"free\":1046528,\"reserved\":2048,\"runs\":["
                  "{\"start\":\"fffff000\",\"end\":\"100000000\",\"state\":\"free\"}]}\n");
    fixture_ask(f, "mem alloc 1046528 all");
    assert_true(text_has_line(fixture_ask(f, "mem frames"),
                              "0x000800000-0x100000000  1046528 frames  used\n"));
    assert_answer(f, "mem free KHEAP_MAX_ADDR 1046528",
                  "freed 1046528 frames: 0x800000-0x100000000\n");
    fixture_assert_sound(f);
    fixture_assert_refused(f, "mem frames 4G", "'4G' is outside", "usage: mem frames");
    fixture_assert_refused(f, "mem frames 0 0x100000001", "'0x100000001'", "usage: mem frames");
    fixture_assert_refused(f, "mem bitmap 4G", "'4G' is outside", "usage: mem bitmap");
    fixture_free(f);
}

static void bitmap_shows_64_frames_a_row(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 9");
    fixture_ask(f, "mem free 0x801000 2");
    assert_answer(f, "mem bitmap 0x7c0000 65",
                  "007c0000 11111111 11111111 11111111 11111111 11111111 11111111 11111111 "
                  "11111111\n00800000 1\n");
    assert_answer(f, "mem bitmap 0x800fff 10", "00800000 10011111 10\n");
    assert_int_equal(text_count_lines(fixture_ask(f, "mem bitmap")), 1024 / 64);
    fixture_free(f);
}

static void bitmap_ends_with_the_memory(void **state)
{
    struct fixture *f = fixture_new(short_map, LENGTH_OF(short_map));
    uint32_t count = f->machine.frames.count;
    uint32_t free = f->machine.frames.free;
    char expected[100];

    (void)state;
    assert_int_equal(count, 0x923);
    assert_answer(f, "mem bitmap 0x920000 1M", "00920000 000\n");
    assert_answer(f, "mem bitmap 0x922fff 0xffffffffffffffff", "00922000 0\n");
    assert_answer(f, "mem bitmap -x 0x922000", "00920000 fffffff8\n");
    assert_answer(f, "mem bitmap -x 0x8fffff", "008e0000 00000000 00000000 fffffff8\n");
    assert_answer(f, "mem bitmap 0x920000 -j",
                  "{\"start\":\"920000\",\"frames\":3,\"words\":[\"fffffff8\"]}\n");
    snprintf(expected, sizeof expected, "'0x923000' is outside the managed frames, 0 to 0x923000");
    fixture_assert_refused(f, "mem bitmap 0x923000", expected, "usage: mem bitmap");
    snprintf(expected, sizeof expected, "%u free", free);
    assert_non_null(strstr(fixture_ask(f, "mem check"), expected));
    fixture_free(f);
}

static void words_are_eight_a_row(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 5");
    assert_answer(f, "mem bitmap 0x7e0000 257 -x",
                  "007e0000 ffffffff 0000001f 00000000 00000000 00000000 00000000 00000000 "
                  "00000000\n008e0000 00000000\n");
    assert_answer(f, "mem bitmap 0x7ff000 40 -j",
                  "{\"start\":\"7e0000\",\"frames\":71,\"words\":[\"ffffffff\",\"1f\",\"0\"]}\n");
    fixture_free(f);
}

static void bad_ranges_are_refused(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem frames 9 1", "END '1' is not above START '9'",
                           "mem frames [START");
    fixture_assert_refused(f, "mem frames 1M 1M", "END '1M'", "mem frames [START");
    fixture_assert_refused(f, "mem frames 0 0", "END '0'", "mem frames [START");
    fixture_assert_refused(f, "mem frames ram_end", "'ram_end' is outside", "mem frames [START");
    fixture_assert_refused(f, "mem frames zz", "'zz'", "mem frames [START");
    fixture_assert_refused(f, "mem frames 0 zz", "'zz'", "mem frames [START");
    fixture_assert_refused(f, "mem frames 0 1 2", "'2'", "mem frames [START");
    fixture_assert_refused(f, "mem bitmap 5G", "'5G' is outside", "mem bitmap [START");
    fixture_assert_refused(f, "mem bitmap 0 0", "'0'", "mem bitmap [START");
    fixture_assert_refused(f, "mem bitmap 0 STAGE1", "'STAGE1' is not a number",
                           "mem bitmap [START");
    fixture_free(f);
}

static void ctrl_c_stops_the_rows(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->interrupt_at = f->asked + 4;
    assert_int_equal(text_count_lines(fixture_ask(f, "mem bitmap 0 32K")), 3 + 1);
    f->interrupt_at = f->asked + 2;
    assert_int_equal(text_count_lines(fixture_ask(f, "mem frames")), 3 + 1 + 1);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_shows_totals_and_runs),
        cmocka_unit_test(frames_bounds_the_runs_and_rounds_outwards),
        cmocka_unit_test(frames_reach_4_gib_and_no_further),
        cmocka_unit_test(bitmap_shows_64_frames_a_row),
        cmocka_unit_test(bitmap_ends_with_the_memory),
        cmocka_unit_test(words_are_eight_a_row),
        cmocka_unit_test(bad_ranges_are_refused),
        cmocka_unit_test(ctrl_c_stops_the_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
