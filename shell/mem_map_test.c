/* What is mapped, how deep the stack went, and poison. */
#include "shell/mem_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout_constants.h"
#include "tests/shell/fixture.h"

static uint64_t hex_member(json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);

    assert_true(json_is_string(value));
    return strtoull(json_string_value(value), NULL, 16);
}

static void map_covers_4_gib_without_a_hole(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint64_t covered = 0;
    json_t *run;
    size_t index;

    (void)state;
    json_t *json = fixture_ask_json(f, "mem map -j");
    json_array_foreach(json_object_get(json, "runs"), index, run)
    {
        assert_int_equal(hex_member(run, "start"), covered);
        covered = hex_member(run, "end");
        if (json_is_true(json_object_get(run, "mapped")) && covered <= f->machine.heap.end)
            assert_int_equal(hex_member(run, "physical"), hex_member(run, "start"));
    }
    assert_int_equal(covered, 1ull << 32);
    assert_int_equal(text_count_lines(fixture_ask(f, "mem map")), index);
    json_decref(json);
    fixture_free(f);
}

static void map_shows_the_rights_the_layout_asks_for(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_true(text_has_line(fixture_ask(f, "mem map 0 1"), "0x00000000-0x000001000      4 KiB  "
                                                             "not mapped\n"));
    assert_true(text_has_line(fixture_ask(f, "mem map PM_STACK_GUARD PM_STACK"),
                              "0x0008a000-0x00008b000      4 KiB  not mapped\n"));
    assert_true(text_has_line(fixture_ask(f, "mem map PM_STACK PM_STACK_END"),
                              "0x0008b000-0x000090000     20 KiB  read-write  to itself\n"));
    assert_true(text_has_line(fixture_ask(f, "mem map 1M 0x107fff"),
                              "0x00100000-0x000108000     32 KiB  read-only   to itself\n"));
    fixture_assert_refused(f, "mem map 4G", "'4G' is outside", "usage: mem map");
    fixture_assert_refused(f, "mem map 0 0x100000001", "'0x100000001' is outside",
                           "usage: mem map");
    fixture_assert_refused(f, "mem map 2 1", "END '1' is not above START '2'", "usage: mem map");
    fixture_assert_refused(f, "mem map 0 0", "END '0'", "usage: mem map");
    fixture_free(f);
}

static void walk_ends_where_the_address_is(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_true(
        text_has_line(fixture_ask(f, "mem walk 0x8b123"), "physical  0x0008b123, read-write\n"));
    assert_true(text_has_line(fixture_ask(f, "mem walk 0"), "physical  none"));
    assert_true(text_has_line(fixture_ask(f, "mem walk 0xffffffff"), "physical  none"));
    json_t *json = fixture_ask_json(f, "mem walk 0x100456 -j");
    assert_int_equal(hex_member(json, "physical"), 0x100456);
    assert_true(json_is_false(json_object_get(json, "writable")));
    json_decref(json);
    fixture_assert_refused(f, "mem walk 4G", "'4G' is outside", "usage: mem walk VADDR");
    fixture_assert_refused(f, "mem walk", "VADDR is missing", "usage: mem walk VADDR");
    fixture_free(f);
}

static void stack_tells_its_high_water(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    const char *answer = fixture_ask(f, "mem stack");
    assert_true(text_has_line(answer, "high water 900 of 20480 bytes, down to 0x8fc7c\n"));
    assert_true(text_has_line(answer, "headroom   19580 bytes never touched\n"));
    assert_true(text_has_line(answer,
                              "real mode  0x6000-0x7c00, the loader's: 512 bytes used, down to "
                              "0x7a00; 6656 never\n"));
    json_t *json = fixture_ask_json(f, "mem stack -j");
    assert_int_equal(hex_member(json, "real_used"), 512);
    assert_int_equal(hex_member(json, "real_headroom"), 6656);
    assert_int_equal(hex_member(json, "used"), 900);
    assert_int_equal(hex_member(json, "headroom"), 19580);
    json_decref(json);
    fixture_free(f);
}

static void poison_tells_of_a_write_to_a_free_frame(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_true(text_has_line(fixture_ask(f, "mem poison"), "poison is off; 0 free frames"));
    assert_true(text_has_line(fixture_ask(f, "mem poison on"), "poison is on"));
    fixture_ask(f, "mem alloc 4");
    fixture_ask(f, "mem free 8M 4");
    assert_non_null(strstr(fixture_ask(f, "mem poison"), "; 4 free frames hold it, 0 were found"));
    fixture_assert_sound(f);
    f->arena[0x801007] ^= 1;
    assert_true(text_has_line(fixture_ask(f, "mem check"),
                              "FAIL  poison  free frame 0x801 was written to at 0x801007\n"));
    fixture_ask(f, "mem alloc 3");
    json_t *json = fixture_ask_json(f, "mem poison -j");
    assert_int_equal(json_integer_value(json_object_get(json, "frames")), 1);
    assert_int_equal(json_integer_value(json_object_get(json, "damaged")), 1);
    json_decref(json);
    fixture_assert_refused(f, "mem poison maybe", "'maybe'", "usage: mem poison [on|off]");
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(map_covers_4_gib_without_a_hole),
        cmocka_unit_test(map_shows_the_rights_the_layout_asks_for),
        cmocka_unit_test(walk_ends_where_the_address_is),
        cmocka_unit_test(stack_tells_its_high_water),
        cmocka_unit_test(poison_tells_of_a_write_to_a_free_frame),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
