#include "shell/cmd_watch.h"

#include <stdio.h>
#include <string.h>

#include "tests/shell/fixture.h"

static void watches_are_set_listed_and_given_up(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_string_equal(fixture_ask(f, "watch"), "4 of 4 debug registers are free\n");
    assert_string_equal(fixture_ask(f, "watch kheap_start+32"),
                        "watch 1: w 0x12b020-0x12b024, heap 'frame bitmap'+0x0\n");
    assert_string_equal(fixture_ask(f, "bp second"), "watch 2: x 0x101000-0x101001, second+0x0\n");
    assert_string_equal(fixture_ask(f, "watch uart.state+1 3 rw"),
                        "watch 3: rw 0x109041-0x109044, uart.state+0x1\n");
    assert_true(text_has_line(fixture_ask(f, "watch"),
                              "2  x  0x00101000-0x00101001        0 hits  second+0x0\n"));
    assert_int_equal(f->calls.applied, 3);
    fixture_assert_refused(f, "watch 1M 4", "need 1 debug registers, and 0 of 4 are free",
                           "usage: watch ");
    assert_true(text_has_line(fixture_ask(f, "watch off 2"), "1 of 4 debug registers are free\n"));
    fixture_assert_refused(f, "watch off 2", "no watch '2'", "usage: watch off");
    assert_string_equal(fixture_ask(f, "watch off all"), "4 of 4 debug registers are free\n");
    fixture_free(f);
}

static void what_cannot_be_watched_is_refused(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "watch 1M 100", "need 25 debug registers, and 4 of 4", "watch");
    fixture_assert_refused(f, "watch 1M+1 15 w", "need 5 debug registers", "watch");
    fixture_assert_refused(f, "watch 16M", "is not mapped where it lies", "usage: watch");
    fixture_assert_refused(f, "watch 4G", "'4G' is not below 4 GiB", "usage: watch");
    fixture_assert_refused(f, "watch 1M 4 x", "x takes no LEN", "usage: watch");
    fixture_assert_refused(f, "watch 1M 4 q", "'q' is none of w, rw and x", "usage: watch");
    fixture_assert_refused(f, "watch 1M 0", "'0' is too few", "usage: watch");
    fixture_assert_refused(f, "bp nowhere", "'nowhere'", "usage: bp ADDR");
    fixture_free(f);
}

static void a_hit_is_one_line_above_the_line_typed(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "watch kheap_start+32");
    f->uptime_ms = 5000;
    memcpy(f->arena + 0x12b020, "\x78\x56\x34\x12", 4);
    assert_true(watch_note(&f->watches, 1, (uint32_t)f->image.start + 0x1010, 777));
    fixture_clear(f);
    fixture_type(f, "mem", 3);
    shell_idle(&f->shell);
    shell_idle(&f->shell);
    assert_non_null(strstr(f->output, "mem\r\nwatch 1: second+0x10 (0x00101010) wrote heap"));
    assert_non_null(strstr(f->output, "tick 777\r\n" PROMPT_TEXT "mem"));
    fixture_type(f, "\003", 1);
    assert_non_null(strstr(fixture_ask(f, "log"), "watch 1: second+0x10"));
    fixture_free(f);
}

static void a_storm_is_folded(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "bp second");
    for (unsigned i = 0; i < 10000; i++)
        watch_note(&f->watches, 1, (uint32_t)f->image.start + 0x1000, i);
    f->uptime_ms = 9000;
    fixture_clear(f);
    shell_idle(&f->shell);
    assert_int_equal(text_count_lines(f->output), 6);
    assert_non_null(strstr(f->output, "watch: 9996 more hits"));
    watch_note(&f->watches, 1, (uint32_t)f->image.start + 0x1000, 1);
    fixture_clear(f);
    shell_idle(&f->shell);
    assert_int_equal(f->length, 0); /* not within the second */
    f->uptime_ms = 10000;
    shell_idle(&f->shell);
    assert_non_null(strstr(f->output, "second+0x0 (0x00101000) runs"));
    assert_true(
        text_has_line(fixture_ask(f, "watch"), "1  x  0x00101000-0x00101001    10001 hits"));
    fixture_free(f);
}

static void commands_that_look_pause_the_watches(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "mem dump 1M 16");
    fixture_ask(f, "mem set 8M 1");
    assert_int_equal(f->watches_paused, 0);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watches_are_set_listed_and_given_up),
        cmocka_unit_test(what_cannot_be_watched_is_refused),
        cmocka_unit_test(a_hit_is_one_line_above_the_line_typed),
        cmocka_unit_test(a_storm_is_folded),
        cmocka_unit_test(commands_that_look_pause_the_watches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
