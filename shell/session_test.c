#include "shell/session.h"

#include <string.h>

#include "tests/shell/fixture.h"

static void enter_alone_goes_on_with_the_dump(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_true(text_has_line(fixture_ask(f, "md STAGE1 16"), "0x00007c00  "));
    assert_true(text_has_line(fixture_ask(f, ""), "0x00007c10  "));
    assert_true(text_has_line(fixture_ask(f, ""), "0x00007c20  "));
    fixture_ask(f, "md 1M 32 -w 4");
    assert_true(text_has_line(fixture_ask(f, ""), "0x00100020  "));
    fixture_ask(f, "version");
    fixture_type(f, "\r", 1);
    fixture_clear(f);
    fixture_type(f, "\r", 1);
    assert_string_equal(f->output, "\r\n" PROMPT_TEXT);
    fixture_ask(f, "md 0xfffffffffffffff0 16");
    fixture_clear(f);
    fixture_type(f, "\r", 1);
    assert_string_equal(f->output, "\r\n" PROMPT_TEXT);
    fixture_free(f);
}

static void short_names_are_the_same_commands(void **state)
{
    struct fixture *f = fixture_new_bochs();
    char first[4000];

    (void)state;
    strcpy(first, fixture_ask(f, "mem"));
    assert_string_equal(fixture_ask(f, "meminfo"), first);
    strcpy(first, fixture_ask(f, "help"));
    assert_string_equal(fixture_ask(f, "?"), first);
    assert_true(text_has_line(fixture_ask(f, "mw STAGE2 1"), "wrote 1 byte at 0x7e00"));
    assert_true(text_has_line(fixture_ask(f, "cmp 8M 9M 1"), "0 of 1 bytes"));
    assert_true(text_has_line(fixture_ask(f, "crc32 8M 1"), "crc32 0x"));
    assert_true(text_has_line(fixture_ask(f, "help md"), "usage: mem dump "));
    fixture_free(f);
}

static void grep_shows_the_lines_with_a_text(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    const char *answer = fixture_ask(f, "mem layout | grep STAGE");
    assert_true(text_count_lines(answer) == 2 && strstr(answer, "STAGE1") != NULL);
    assert_int_equal(text_count_lines(fixture_ask(f, "mem layout | grep boot sector")), 1);
    fixture_type(f, "version | grep nothing", 22);
    fixture_clear(f);
    fixture_type(f, "\r", 1);
    assert_string_equal(f->output, "\r\n" PROMPT_TEXT);
    fixture_assert_refused(f, "mem | sort", "only grep and a text may follow |", "grep TEXT");
    fixture_assert_refused(f, "mem | grep", "only grep and a text may follow |", "grep TEXT");
    fixture_assert_refused(f, "frobnicate | grep x", "no command 'frobnicate'", "usage: help");
    assert_non_null(strstr(fixture_ask(f, "mem -j | grep x"), "grep picks lines"));
    assert_true(text_has_line(fixture_ask(f, "mem find a|b"), "0 matches"));
    fixture_free(f);
}

/* Returns how often the pager asked. */
static unsigned count_questions(struct fixture *f, const char *line, const char *keys)
{
    unsigned count = 0;

    fixture_clear(f);
    f->pager_keys = keys;
    fixture_type(f, line, strlen(line));
    fixture_type(f, "\r", 1);
    for (const char *at = f->output; (at = strstr(at, "--more--")) != NULL; at++)
        count++;
    return count;
}

static void the_pager_asks_after_each_screen(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_int_equal(count_questions(f, "help", "   "), 0);
    fixture_type(f, "more on\r", 8);
    assert_int_equal(count_questions(f, "help", "    "), 2);
    assert_int_equal(count_questions(f, "help", "\r\r    "), 4);
    assert_int_equal(count_questions(f, "help", "q"), 1);
    assert_int_equal(count_questions(f, "md 1M 4K -j", "q"), 0);
    assert_int_equal(count_questions(f, "md first 8K", "q"), 1);
    assert_int_equal(count_questions(f, "version", ""), 0);
    fixture_type(f, "more off\r", 9);
    assert_int_equal(count_questions(f, "help", ""), 0);
    fixture_assert_refused(f, "more maybe", "'maybe'", "usage: more on|off");
    fixture_free(f);
}

/* fixture_ask() checks each question, its place and that it is wiped, and takes it out. */
static void the_pager_changes_nothing_else_of_an_answer(void **state)
{
    static const char *const lines[] = {"help", "mem layout", "md first 2K", "md 1M 1K -j"};
    struct fixture *f = fixture_new_bochs();
    char expected[16384];

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(lines); i++) {
        fixture_ask(f, "more off");
        const char *answer = fixture_ask(f, lines[i]);
        assert_true(strlen(answer) < sizeof expected);
        strcpy(expected, answer);
        fixture_ask(f, "more on");
        assert_string_equal(fixture_ask(f, lines[i]), expected);
    }
    fixture_free(f);
}

static void history_lists_what_was_typed(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_ask(f, "version");
    fixture_ask(f, "uptime");
    assert_string_equal(fixture_ask(f, "history"), "  1  version\n  2  uptime\n  3  history\n");
    fixture_free(f);
}

/* What a terminal of 80 columns shows without breaking it. The map's lines have one more
 * where a reserved range is printed: their form is documented (docs/memviz-e820.md). */
static void assert_fits(const char *line, const char *answer)
{
    for (const char *end; (end = strchr(answer, '\n')) != NULL; answer = end + 1) {
        size_t limit = strncmp(answer, "clean-e820: ", 12) == 0 ? 81 : 80;
        if ((size_t)(end - answer) > limit)
            fail_msg("%s: %d columns: %.*s", line, (int)(end - answer), (int)(end - answer),
                     answer);
    }
}

/* A line for each kind of answer. */
static const char *const lines[] = {"mem",
                                    "mem layout",
                                    "mem e820",
                                    "mem e820 why",
                                    "mem frames",
                                    "mem bitmap",
                                    "mem bitmap -x",
                                    "mem heap",
                                    "mem who 1M",
                                    "mem who 0x7c00",
                                    "mem who uart.state",
                                    "mem who 4G",
                                    "md 1M",
                                    "md 1M 64 -w 4",
                                    "md first 64 -w 8",
                                    "md 0xfffffffffffffff0 16",
                                    "md 3G 0xffffffff",
                                    "mem find 0x0102",
                                    "mem find zzz",
                                    "mem alloc 3 abcdefghijklmno",
                                    "mem alloc 1000000",
                                    "mem free 8M 3",
                                    "mem free 8M",
                                    "mem free 1M",
                                    "mem free 0x800001",
                                    "mem grab 100 abcdefghijklmno",
                                    "mem grab 3G",
                                    "mem check",
                                    "mem stress 100",
                                    "mem set 8M 1",
                                    "mem set 1M 1",
                                    "mem set 2G 1",
                                    "mem set first 1 -f",
                                    "mem fill 8M 1M 1",
                                    "mem copy 8M 9M 1M",
                                    "mem compare 8M 9M 1M",
                                    "mem compare 8M 1M 64",
                                    "mem crc 8M 1M",
                                    "mem snap",
                                    "mem alloc 1 x",
                                    "mem diff",
                                    "mem test 8M 64K",
                                    "mem reclaim acpi",
                                    "mem reclaim acpi",
                                    "mem map",
                                    "mem walk 1M",
                                    "mem walk 3G",
                                    "mem stack",
                                    "mem poison on",
                                    "boot",
                                    "bt",
                                    "regs",
                                    "crash",
                                    "crash null",
                                    "crash nothing",
                                    "guard on",
                                    "guard maybe",
                                    "help",
                                    "history",
                                    "log",
                                    "more maybe",
                                    "uptime",
                                    "version",
                                    "break",
                                    "poweroff",
                                    "frobnicate",
                                    "mem dmup",
                                    "mem who KERNEL_OFSET2",
                                    "mem e820 shiny",
                                    "mem stress ten"};

static void every_line_fits_80_columns(void **state)
{
    struct fixture *f = fixture_new_bochs();
    char line[100];

    (void)state;
    f->keeps_breaks = true;
    fixture_ask(f, "mem alloc 3 abcdefghijklmno");
    for (size_t i = 0; i < LENGTH_OF(lines); i++)
        assert_fits(lines[i], fixture_ask(f, lines[i]));
    for (const struct shell_command *c = f->shell.commands; c->name != NULL; c++) {
        strcat(strcpy(line, "help "), c->name);
        assert_fits(line, fixture_ask(f, line));
    }
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_alone_goes_on_with_the_dump),
        cmocka_unit_test(short_names_are_the_same_commands),
        cmocka_unit_test(grep_shows_the_lines_with_a_text),
        cmocka_unit_test(the_pager_asks_after_each_screen),
        cmocka_unit_test(the_pager_changes_nothing_else_of_an_answer),
        cmocka_unit_test(history_lists_what_was_typed),
        cmocka_unit_test(every_line_fits_80_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
