/* The commands that change something: alloc, free, grab, reclaim. */
#include "shell/mem_alloc.h"

#include <stdio.h>
#include <string.h>

#include "tests/shell/fixture.h"

#define ALLOC_USAGE   "usage: mem alloc [N] [TAG] [-j]"
#define FREE_USAGE    "usage: mem free ADDR [N] [-j]"
#define GRAB_USAGE    "usage: mem grab SIZE [TAG] [-j]"
#define RECLAIM_USAGE "usage: mem reclaim acpi [-j]"

static void assert_answer(struct fixture *f, const char *line, const char *expected)
{
    assert_string_equal(fixture_ask(f, line), expected);
}

static void alloc_takes_the_lowest_run(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "mem alloc", "took 1 frame: 0x800000-0x801000\n");
    assert_answer(f, "mem alloc 3", "took 3 frames: 0x801000-0x804000\n");
    assert_answer(f, "mem alloc probe", "took 1 frame: 0x804000-0x805000\n");
    assert_answer(f, "mem alloc 0x10 probe", "took 16 frames: 0x805000-0x815000\n");
    assert_answer(f, "mem alloc -j 2 x",
                  "{\"start\":\"815000\",\"end\":\"817000\",\"frames\":2}\n");
    assert_int_equal(f->machine.frames.used, 23);
    assert_int_equal(f->machine.owners.count, 3);
    fixture_assert_sound(f);
    fixture_free(f);
}

static void alloc_refuses_what_it_cannot_read_or_give(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem alloc 0", "'0'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc -1", "'-1'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 12q", "'12q'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc _", "'_'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc abcdefghijklmnop", "'abcdefghijklmnop'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc probe 3", "'probe' is not a number", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 3 4", "'4' is no tag", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 3 a 5", "'5'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 30705",
                           "'30705' adjacent frames are not free: 30704 are, "
                           "the longest run is 30704",
                           ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 4G", "'4G'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 4294967297", "'4294967297'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 0xffffffffffffffff", "'0xffffffffffffffff'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc 99999999999999999999", "'99999999999999999999'",
                           ALLOC_USAGE);
    assert_answer(f, "mem alloc 30704", "took 30704 frames: 0x800000-0x7ff0000\n");
    fixture_assert_refused(f, "mem alloc", "'1' adjacent frames are not free: 0 are", ALLOC_USAGE);
    fixture_assert_refused(f, "mem alloc tag", "'1' adjacent frames are not free: 0 are",
                           ALLOC_USAGE);
    fixture_free(f);
}

static void free_gives_back_all_or_nothing(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 4");
    fixture_assert_refused(f, "mem free 8M 5", "'8M': frame 0x804 at 0x804000 is free", FREE_USAGE);
    fixture_assert_refused(f, "mem free 0x7ff000 3", "frame 0x7ff at 0x7ff000 is reserved",
                           FREE_USAGE);
    assert_answer(f, "mem free 8M 4", "freed 4 frames: 0x800000-0x804000\n");
    fixture_assert_refused(f, "mem free 8M", "freed twice, or never allocated", FREE_USAGE);
    assert_int_equal(f->machine.frames.free, 30704);
    assert_int_equal(f->machine.frames.refused_not_allocated, 2);
    assert_int_equal(f->machine.frames.refused_reserved, 1);
    assert_non_null(strstr(fixture_ask(f, "log"), "refused: free of frame 0x804\n"));
    fixture_free(f);
}

static void free_refuses_what_is_no_allocated_frame(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 4");
    fixture_assert_refused(f, "mem free", "ADDR is missing", FREE_USAGE);
    fixture_assert_refused(f, "mem free 0", "'0': frame 0x0 at 0x0 is reserved", FREE_USAGE);
    fixture_assert_refused(f, "mem free 1M", "'1M': frame 0x100 at 0x100000 is reserved",
                           FREE_USAGE);
    fixture_assert_refused(f, "mem free kheap_start", "is reserved", FREE_USAGE);
    fixture_assert_refused(f, "mem free 0x800001", "'0x800001' is not the start", FREE_USAGE);
    fixture_assert_refused(f, "mem free 8M 0", "'0'", FREE_USAGE);
    fixture_assert_refused(f, "mem free 8M 4G", "'4G' frames", FREE_USAGE);
    fixture_assert_refused(f, "mem free 8M 1M", "frame 0x804", FREE_USAGE);
    fixture_assert_refused(f, "mem free 8M 1048577", "'1048577' frames are more", FREE_USAGE);
    fixture_assert_refused(f, "mem free 4G", "'4G' is not below 4 GiB", FREE_USAGE);
    fixture_assert_refused(f, "mem free 0x100000800000", "'0x100000800000' is not below",
                           FREE_USAGE);
    fixture_assert_refused(f, "mem free 0xfffffffffffff000", "'0xfffffffffffff000'", FREE_USAGE);
    fixture_assert_refused(f, "mem free 0xfffff000 2", "0xfffff000 is outside", FREE_USAGE);
    fixture_assert_refused(f, "mem free 0x7ff0000",
                           "0x7ff0000 is outside the managed frames, 0 to "
                           "0x7ff0000",
                           FREE_USAGE);
    fixture_assert_refused(f, "mem free zz", "'zz'", FREE_USAGE);
    fixture_assert_refused(f, "mem free 8M zz", "'zz'", FREE_USAGE);
    fixture_assert_refused(f, "mem free 8M 1 1", "'1'", FREE_USAGE);
    fixture_free(f);
}

static void tags_follow_the_frames(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem alloc 8 left");
    fixture_ask(f, "mem alloc 8 right");
    assert_answer(f, "mem free 0x806000 4", "freed 4 frames: 0x806000-0x80a000\n");
    assert_answer(f, "mem free 0x802000 -j",
                  "{\"start\":\"802000\",\"end\":\"803000\",\"frames\":1}\n");
    assert_non_null(strstr(fixture_ask(f, "mem who 0x805000"), "used, tag left\n"));
    assert_non_null(strstr(fixture_ask(f, "mem who 0x802000"), "frame    0x802, free\n"));
    assert_non_null(strstr(fixture_ask(f, "mem who 0x80a000"), "used, tag right\n"));
    assert_int_equal(f->machine.owners.count, 3);
    assert_answer(f, "mem alloc 1 again", "took 1 frame: 0x802000-0x803000\n");
    fixture_assert_sound(f);
    assert_answer(f, "mem free 0x800000 6", "freed 6 frames: 0x800000-0x806000\n");
    assert_int_equal(f->machine.owners.count, 1);
    fixture_assert_sound(f);
    fixture_free(f);
}

static void a_full_table_of_tags_refuses_and_nothing_is_lost(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (unsigned i = 0; i < OWNERS_MAX; i++)
        fixture_ask(f, "mem alloc 3 many");
    fixture_assert_refused(f, "mem alloc 3 more", "no room for 'more'", ALLOC_USAGE);
    fixture_assert_refused(f, "mem free 0x801000", "'0x801000' would split a tagged run",
                           FREE_USAGE);
    assert_int_equal(f->machine.frames.used, 3 * OWNERS_MAX);
    assert_int_equal(text_count_lines(fixture_ask(f, "mem alloc 3")), 1);
    assert_answer(f, "mem free 8M 1", "freed 1 frame: 0x800000-0x801000\n");
    assert_answer(f, "mem free 0x801000 2", "freed 2 frames: 0x801000-0x803000\n");
    assert_answer(f, "mem alloc 3 more", "took 3 frames: 0x800000-0x803000\n");
    fixture_assert_sound(f);
    fixture_free(f);
}

static void grab_moves_the_cursor(void **state)
{
    struct fixture *f = fixture_new_bochs();
    unsigned long long cursor = f->machine.heap.cursor;
    char expected[300];

    (void)state;
    snprintf(expected, sizeof expected, "took 1 bytes of the heap at 0x%llx; cursor 0x%llx\n",
             cursor + 0x20, cursor + 0x40);
    assert_answer(f, "mem grab 1", expected);
    cursor += 0x40;
    snprintf(expected, sizeof expected,
             "{\"start\":\"%llx\",\"size\":\"1000\",\"cursor\":\"%llx\"}\n", cursor + 0x20,
             cursor + 0x1030);
    assert_answer(f, "mem grab 4K probe -j", expected);
    snprintf(expected, sizeof expected,
             "0x%08llx-0x%08llx          1 bytes  align 16    shell\n"
             "0x%08llx-0x%08llx       4096 bytes  align 16    probe\n",
             cursor - 0x20, cursor - 0x1f, cursor + 0x20, cursor + 0x1020);
    assert_true(text_has_line(fixture_ask(f, "mem heap"), expected));
    fixture_assert_sound(f);
    fixture_free(f);
}

static void grab_takes_the_last_byte_and_not_one_more(void **state)
{
    struct fixture *f = fixture_new_bochs();
    unsigned long long left = heap_left(&f->machine.heap);
    char line[100];

    (void)state;
    snprintf(line, sizeof line, "mem grab %llu", left + 1);
    fixture_assert_refused(f, line, line + 9, GRAB_USAGE);
    snprintf(line, sizeof line, "'3G' is more than the %llu bytes", left);
    fixture_assert_refused(f, "mem grab 3G", line, GRAB_USAGE);
    fixture_assert_refused(f, "mem grab 0x100000001", "'0x100000001'", GRAB_USAGE);
    fixture_assert_refused(f, "mem grab 0xffffffffffffffff", "'0xffffffffffffffff'", GRAB_USAGE);
    snprintf(line, sizeof line, "mem grab %llu all", left);
    assert_int_equal(text_count_lines(fixture_ask(f, line)), 1);
    assert_int_equal(f->machine.heap.cursor, f->machine.heap.end);
    fixture_assert_sound(f);
    fixture_assert_refused(f, "mem grab 1", "'1' is more than the 0 bytes", GRAB_USAGE);
    fixture_assert_refused(f, "mem grab 0", "'0'", GRAB_USAGE);
    fixture_assert_refused(f, "mem grab", "SIZE is missing", GRAB_USAGE);
    fixture_assert_refused(f, "mem grab 1 2", "'2' is no tag", GRAB_USAGE);
    fixture_assert_refused(f, "mem grab x", "'x' is not a number", GRAB_USAGE);
    fixture_assert_refused(f, "mem grab STAGE1", "'STAGE1' is not a number", GRAB_USAGE);
    fixture_free(f);
}

static void reclaim_frees_acpi_memory_once(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem reclaim", "acpi is missing", RECLAIM_USAGE);
    fixture_assert_refused(f, "mem reclaim nvs", "'nvs'", RECLAIM_USAGE);
    fixture_assert_refused(f, "mem reclaim acpi now", "'now'", RECLAIM_USAGE);
    assert_answer(f, "mem reclaim acpi",
                  "reclaimed 16 frames of ACPI memory (64 KiB); 30720 free\n");
    assert_int_equal(f->machine.frames.count, 0x8000);
    fixture_assert_sound(f);
    fixture_assert_refused(f, "mem reclaim acpi", "reclaimed already", RECLAIM_USAGE);
    assert_answer(f, "mem alloc 30720", "took 30720 frames: 0x800000-0x8000000\n");
    fixture_assert_sound(f);
    fixture_free(f);
    f = fixture_new_bochs();
    assert_answer(f, "mem reclaim acpi -j", "{\"reclaimed\":16,\"free\":30720}\n");
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alloc_takes_the_lowest_run),
        cmocka_unit_test(alloc_refuses_what_it_cannot_read_or_give),
        cmocka_unit_test(free_gives_back_all_or_nothing),
        cmocka_unit_test(free_refuses_what_is_no_allocated_frame),
        cmocka_unit_test(tags_follow_the_frames),
        cmocka_unit_test(a_full_table_of_tags_refuses_and_nothing_is_lost),
        cmocka_unit_test(grab_moves_the_cursor),
        cmocka_unit_test(grab_takes_the_last_byte_and_not_one_more),
        cmocka_unit_test(reclaim_frees_acpi_memory_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
