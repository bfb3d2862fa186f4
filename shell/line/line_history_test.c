/* History: which line the arrows bring back. */
#include "shell/line/line_fixture_test.h"

#include <stdio.h>

#define UP   "\033[A"
#define DOWN "\033[B"

static void up_and_down_walk_through_the_lines(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "one\rtwo\rthree\r" UP);
    assert_line(f, "three|");
    type(f, "\033OA");
    assert_line(f, "two|");
    type(f, "\020");
    assert_line(f, "one|");
    assert_int_equal(f->bells, 0);
    type(f, UP);
    assert_line(f, "one|");
    assert_int_equal(f->bells, 1);
    type(f, DOWN "\033OB");
    assert_line(f, "three|");
    type(f, "\016");
    assert_line(f, "|");
    type(f, DOWN);
    assert_line(f, "|");
    assert_int_equal(f->bells, 2);
    free(f);
}

static void the_unfinished_line_comes_back(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, UP);
    assert_int_equal(f->bells, 1);
    type(f, "un\rone\runder\runfi\runfin\002" UP UP);
    assert_int_equal(f->bells, 3); /* no line begins so */
    assert_line(f, "unfi|n");
    type(f, "\003" UP UP UP UP);
    assert_line(f, "un|");
    type(f, "\003un" UP UP);
    assert_line(f, "under|");
    type(f, UP);
    assert_line(f, "un|");
    type(f, DOWN DOWN DOWN);
    assert_line(f, "un|");
    type(f, "fin");
    type(f, "ished\r" UP);
    assert_line(f, "unfinished|");
    type(f, "\003draft" UP "\003");
    f->bells = 0;
    type(f, DOWN); /* gone with the line it was */
    assert_line(f, "|");
    assert_int_equal(f->bells, 1);
    free(f);
}

static void a_search_finds_the_newest_line_with_a_text(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "mem who 1\rhelp mem\rboot\rdraft\022me");
    assert_string_equal(terminal_row(f, 0), "search 'me': help mem");
    type(f, "\022");
    assert_string_equal(terminal_row(f, 0), "search 'me': mem who 1");
    f->bells = 0;
    type(f, "\022");
    assert_int_equal(f->bells, 1);
    assert_string_equal(terminal_row(f, 0), "(failed search) 'me': mem who 1");
    type(f, "m w");
    assert_string_equal(terminal_row(f, 0), "search 'mem w': mem who 1");
    type(f, "\177\177");
    assert_string_equal(terminal_row(f, 0), "search 'mem': help mem");
    type(f, "\007");
    assert_line(f, "draft|");
    type(f, "\033[D\033[D\022boo\007");
    assert_line(f, "dra|ft");
    type(f, "\022who\001X");
    assert_line(f, "X|mem who 1");
    type(f, "\025\013\022boot\r");
    assert_string_equal(f->entered, "boot");
    assert_line(f, "|");
    type(f, "\022zzz\003");
    assert_line(f, "|");
    free(f);
}

static void a_line_brought_back_can_be_edited(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "mem who 1\rhelp\r" UP UP "\177"
            "2\r");
    assert_string_equal(f->entered, "mem who 2");
    type(f, UP);
    assert_line(f, "mem who 2|");
    type(f, UP UP);
    assert_line(f, "mem who 1|"); /* as it was entered */
    free(f);
}

static void repeats_and_blank_lines_are_not_kept(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "one\rtwo\rtwo\r\r   \rtwo\r" UP UP);
    assert_line(f, "one|");
    type(f, "\r" UP UP UP); /* entered again, not in a row: kept */
    assert_line(f, "one|");
    assert_int_equal(f->bells, 0);
    type(f, UP);
    assert_int_equal(f->bells, 1);
    free(f);
}

static void the_oldest_line_goes_first(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    char line[32];

    (void)state;
    for (unsigned i = 0; i < LINE_HISTORY + 5; i++) {
        snprintf(line, sizeof(line), "line %u\r", i);
        type(f, line);
    }
    for (unsigned i = 0; i < LINE_HISTORY; i++)
        type(f, UP);
    assert_line(f, "line 5|");
    assert_int_equal(f->bells, 0);
    type(f, UP);
    assert_int_equal(f->bells, 1);
    for (unsigned i = 1; i < LINE_HISTORY; i++)
        type(f, DOWN);
    snprintf(line, sizeof(line), "line %u|", LINE_HISTORY + 4);
    assert_line(f, line);
    free(f);
}

static void the_longest_line_is_kept_whole(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    char line[LINE_SIZE];

    (void)state;
    memset(line, 'x', sizeof(line));
    line[LINE_SIZE - 1] = '\0';
    type(f, line);
    type(f, "\r" UP);
    assert_string_equal(line_text(&f->line), line);
    type(f, DOWN UP);
    assert_string_equal(line_text(&f->line), line);
    free(f);
}

static void a_kill_before_another_line_does_not_join(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "one two\rthree\025" UP "\027\031\031");
    assert_line(f, "one twotwo|");
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(up_and_down_walk_through_the_lines),
        cmocka_unit_test(the_unfinished_line_comes_back),
        cmocka_unit_test(a_search_finds_the_newest_line_with_a_text),
        cmocka_unit_test(a_line_brought_back_can_be_edited),
        cmocka_unit_test(repeats_and_blank_lines_are_not_kept),
        cmocka_unit_test(the_oldest_line_goes_first),
        cmocka_unit_test(the_longest_line_is_kept_whole),
        cmocka_unit_test(a_kill_before_another_line_does_not_join),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
