#include "shell/commands.h"

#include <stdio.h>
#include <string.h>

#include "shell/table.h"
#include "tests/shell/fixture.h"

#define ALL_COMMANDS 48u

static const char *const names[ALL_COMMANDS] = {
    "mem",         "mem layout", "mem e820",    "mem frames", "mem bitmap", "mem heap",
    "mem who",     "mem dump",   "mem find",    "mem alloc",  "mem free",   "mem grab",
    "mem check",   "mem stress", "mem reclaim", "mem set",    "mem fill",   "mem copy",
    "mem compare", "mem crc",    "mem snap",    "mem diff",   "mem test",   "mem map",
    "mem walk",    "mem stack",  "mem poison",  "boot",       "bp",         "break",
    "bt",          "clear",      "crash",       "go",         "guard",      "help",
    "history",     "log",        "more",        "over",       "poweroff",   "reboot",
    "regs",        "step",       "uptime",      "version",    "watch",      "watch off",
};

static void all_commands_are_there_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < ALL_COMMANDS; i++) {
        assert_non_null(shell_table[i].name);
        assert_string_equal(shell_table[i].name, names[i]);
    }
    assert_null(shell_table[ALL_COMMANDS].name);
}

/* Returns whether brackets are open at operand. */
static bool is_optional(const char *usage, const char *operand)
{
    int open = 0;

    for (; usage < operand; usage++)
        open += (*usage == '[') - (*usage == ']');
    return open > 0;
}

/* What dispatch counts is what the usage shows. */
static void usage_and_word_counts_agree(void **state)
{
    const struct shell_command *c;

    (void)state;
    for (c = shell_table; c->name != NULL; c++) {
        const char *operand;
        unsigned required = 0;
        unsigned count = 0;
        assert_int_equal(strncmp(c->usage, c->name, strlen(c->name)), 0);
        while (commands_operand(c, count, &operand) != 0) {
            required += !is_optional(c->usage, operand);
            count++;
        }
        if (strcmp(c->name, "help") != 0) { /* COMMAND may be two words */
            assert_int_equal(strstr(c->usage, "...") != NULL ? ARGS_MAX - 2 : count, c->words_max);
            assert_int_equal(required, c->words_min);
        }
        assert_int_equal(commands_has_option(c, "-j"), strncmp(c->name, "mem", 3) == 0);
        assert_int_equal(commands_has_option(c, "-x"), strcmp(c->name, "mem bitmap") == 0);
    }
}

static void operands_come_without_brackets(void **state)
{
    static const struct shell_command command = {.name = "a b", .usage = "a b X|Y [S [END]] [-j]"};
    const char *text;

    (void)state;
    assert_int_equal(commands_operand(&command, 0, &text), 3);
    assert_memory_equal(text, "X|Y", 3);
    assert_int_equal(commands_operand(&command, 1, &text), 1);
    assert_memory_equal(text, "S", 1);
    assert_int_equal(commands_operand(&command, 2, &text), 3);
    assert_memory_equal(text, "END", 3);
    assert_int_equal(commands_operand(&command, 3, &text), 0);
    assert_false(commands_has_option(&command, "-"));
    assert_false(commands_has_option(&command, "-jj"));
}

static void the_longest_name_is_found(void **state)
{
    static const struct {
        const char *words[3];
        size_t count;
        const char *name; /* NULL: none */
        size_t consumed;
    } cases[] = {
        {{"mem"}, 1, "mem", 1},
        {{"mem", "dump"}, 2, "mem dump", 2},
        {{"mem", "dump", "1M"}, 3, "mem dump", 2},
        {{"mem", "dum"}, 2, NULL, 1},
        {{"mem", "dumpx"}, 2, NULL, 1},
        {{"me"}, 1, NULL, 0},
        {{"memo"}, 1, NULL, 0},
        {{"dump", "mem"}, 2, NULL, 0},
        {{"help", "mem"}, 2, "help", 1},
        {{"version", "now"}, 2, "version", 1},
        {{"b"}, 1, NULL, 0},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        size_t consumed = 9;
        const struct shell_command *found =
            commands_find(shell_table, cases[i].words, cases[i].count, &consumed);
        assert_int_equal(found != NULL, cases[i].name != NULL);
        if (found != NULL)
            assert_string_equal(found->name, cases[i].name);
        assert_int_equal(consumed, cases[i].consumed);
    }
}

static void help_lists_every_command_with_its_summary(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const struct shell_command *c;
    char line[200];

    (void)state;
    const char *answer = fixture_ask(f, "help");
    for (c = shell_table; c->name != NULL; c++) {
        snprintf(line, sizeof line, "%-12s %s\n", c->name, c->summary);
        assert_true(text_has_line(answer, line));
        assert_true(strlen(line) <= 80);
    }
    fixture_free(f);
}

static void help_says_more_of_every_command(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const struct shell_command *c;
    char line[100];
    char usage[100];

    (void)state;
    for (c = shell_table; c->name != NULL; c++) {
        snprintf(line, sizeof line, "help %s", c->name);
        snprintf(usage, sizeof usage, "usage: %s\n", c->usage);
        const char *answer = fixture_ask(f, line);
        assert_true(text_has_line(answer, usage));
        assert_true(text_has_line(answer, c->summary));
        assert_true(c->detail == NULL || text_has_line(answer, c->detail));
    }
    fixture_free(f);
}

static void help_refuses_what_is_no_command(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "help frobnicate", "'frobnicate'", "usage: help [COMMAND]");
    fixture_assert_refused(f, "help mem frobnicate", "'mem frobnicate'", "usage: help [COMMAND]");
    fixture_assert_refused(f, "help version now", "'version now'", "usage: help [COMMAND]");
    fixture_assert_refused(f, "help mem dump ADDR", "'ADDR'", "usage: help [COMMAND]");
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_commands_are_there_once),
        cmocka_unit_test(usage_and_word_counts_agree),
        cmocka_unit_test(operands_come_without_brackets),
        cmocka_unit_test(the_longest_name_is_found),
        cmocka_unit_test(help_lists_every_command_with_its_summary),
        cmocka_unit_test(help_says_more_of_every_command),
        cmocka_unit_test(help_refuses_what_is_no_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
