#include "shell/shell.h"

#include <stdio.h>
#include <string.h>

#include "shell/commands.h"
#include "shell/table.h"
#include "tests/shell/fixture.h"

static void assert_answer(struct fixture *f, const char *line, const char *expected)
{
    assert_string_equal(fixture_ask(f, line), expected);
}

static void an_empty_line_only_prompts(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_type(f, "\r", 1);
    assert_string_equal(f->output, "\r\n" PROMPT_TEXT);
    fixture_clear(f);
    fixture_type(f, "  \r\n", 4);
    assert_string_equal(f->output, "  \r\n" PROMPT_TEXT);
    fixture_free(f);
}

static void unknown_commands_are_named(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "frobnicate", "no command 'frobnicate'", "usage: help");
    fixture_assert_refused(f, "mem frobnicate", "no command 'mem frobnicate'", "usage: help");
    fixture_assert_refused(f, "mem 1M", "no command 'mem 1M'", "usage: help");
    fixture_assert_refused(f, "MEM", "no command 'MEM'", "usage: help");
    fixture_assert_refused(f, "mem -q", "no option -q", "usage: mem [-j]");
    fixture_assert_refused(f, "-q", "no command before the option", "usage: help");
    fixture_assert_refused(f, "-x", "no command before the option", "usage: help");
    fixture_free(f);
}

static void a_word_of_a_whole_line_is_refused_whole(void **state)
{
    struct fixture *f = fixture_new_bochs();
    char word[LINE_SIZE];
    char line[LINE_SIZE];

    (void)state;
    memset(word, 'w', sizeof word);
    word[LINE_SIZE - 1] = '\0';
    fixture_assert_refused(f, word, word, "usage: help");
    snprintf(line, sizeof line, "mem find %.*s", (int)LINE_SIZE - 10, word);
    fixture_assert_refused(f, line, line + 9, "usage: mem find");
    snprintf(line, sizeof line, "mem who %.*s", (int)LINE_SIZE - 9, word);
    fixture_assert_refused(f, line, line + 8, "usage: mem who");
    fixture_free(f);
}

/* Whatever a command takes, there is a word too many and an option it has not. */
static void every_command_refuses_superfluous_words_and_options(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const struct shell_command *c;

    (void)state;
    for (c = shell_table; c->name != NULL; c++) {
        char line[LINE_SIZE];
        snprintf(line, sizeof line, "%s -q", c->name);
        fixture_assert_refused(f, line, "no option -q", c->usage);
        snprintf(line, sizeof line, "-x %s", c->name);
        if (!commands_has_option(c, "-x"))
            fixture_assert_refused(f, line, "no option -x", c->usage);
        if (strcmp(c->name, "mem") == 0)
            continue;
        strcpy(line, c->name);
        for (unsigned word = 0; word < c->words_max; word++)
            strcat(line, " 1");
        strcat(line, " more");
        fixture_assert_refused(f, line, "'more' is one word too many", c->usage);
        for (unsigned word = 0; word < ARGS_MAX; word++)
            strcat(line, " more");
        fixture_assert_refused(f, line, "'more' is one word too many", c->usage);
    }
    fixture_free(f);
}

/* Not cmocka's for refusals in text: what -j asks for is JSON, also of errors. */
static void assert_json_refusal(struct fixture *f, const char *line, const char *error,
                                const char *usage)
{
    uint64_t before = fixture_hash(f);
    json_t *json = fixture_ask_json(f, line);

    assert_int_equal(json_object_size(json), 2);
    assert_string_equal(json_string_value(json_object_get(json, "error")), error);
    assert_string_equal(json_string_value(json_object_get(json, "usage")), usage);
    assert_int_equal(fixture_hash(f), before);
    json_decref(json);
}

static void errors_have_a_json_form(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_json_refusal(f, "frobnicate -j", "no command 'frobnicate'", "help");
    assert_json_refusal(f, "mem -j frobnicate", "no command 'mem frobnicate'", "help");
    assert_json_refusal(f, "-j", "no command before the option", "help");
    assert_json_refusal(f, "version -j", "no option -j", "version");
    assert_json_refusal(f, "mem who -j", "ADDR is missing", "mem who ADDR [-j]");
    assert_json_refusal(f, "mem grab 0 -j", "'0' is too few: at least 1",
                        "mem grab SIZE [TAG] [-j]");
    assert_json_refusal(f, "mem who \"\\ -j",
                        "'\"\\' is neither a number (12, 0x1f, 4K, 2M) nor a "
                        "symbol",
                        "mem who ADDR [-j]");
    fixture_free(f);
}

/* Every mem command that can be asked without words, or with these, gives one object. */
static void every_mem_command_answers_in_json(void **state)
{
    static const char *const lines[] = {
        "mem -j",           "mem layout -j",       "mem e820 -j",
        "mem e820 why -j",  "mem frames -j",       "mem bitmap -j",
        "mem bitmap -x -j", "mem heap -j",         "mem who 0 -j",
        "mem dump 0 -j",    "mem find q -j",       "mem alloc -j",
        "mem free 8M -j",   "mem grab 1 -j",       "mem check -j",
        "mem stress 1 -j",  "mem reclaim acpi -j",
    };
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(lines); i++) {
        json_t *json = fixture_ask_json(f, lines[i]);
        assert_null(json_object_get(json, "error"));
        json_decref(json);
    }
    fixture_free(f);
}

static void boot_shows_six_steps_and_how_it_came_there(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const char *answer = fixture_ask(f, "boot");

    (void)state;
    assert_int_equal(text_count_lines(answer), 9);
    assert_true(text_has_line(answer, "1     stage1            1000000                      0\n"));
    assert_true(text_has_line(answer, "6     kernel           36000000               11000000\n"));
    assert_true(text_has_line(answer, "from stage1 to the kernel: 35000000 ticks\n"));
    assert_true(text_has_line(answer,
                              "drive 0x80 by LBA, 114 sectors of kernel; A20 gate: opened by "
                              "the fast gate; map by e820\n"));
    f->machine.boot.step_tsc[3] = 0;
    f->machine.boot.a20_method = 200;
    f->machine.boot.map_source = 200;
    answer = fixture_ask(f, "boot");
    assert_true(text_has_line(answer, "3     e820              unknown\n"));
    assert_true(text_has_line(answer, "4     load             16000000               12000000\n"));
    assert_non_null(strstr(answer, "A20 gate: unknown; map by none\n"));
    fixture_free(f);
}

static void log_shows_what_is_left_of_it(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "log", "");
    machine_log(&f->machine, "line of %s", "text");
    assert_non_null(strstr(fixture_ask(f, "log"), "    0              1  line of text\n"));
    for (unsigned i = 1; i < LOG_LINES + 2; i++)
        machine_log(&f->machine, "line %u", i);
    const char *answer = fixture_ask(f, "log");
    assert_int_equal(text_count_lines(answer), LOG_LINES + 1);
    assert_true(text_has_line(answer, "(2 older lines are gone)\n    2 "));
    f->interrupt_at = f->asked + 11;
    assert_int_equal(text_count_lines(fixture_ask(f, "log")), 1 + 10 + 1);
    fixture_free(f);
}

static void uptime_does_not_wrap(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "uptime", "0.00 s since the kernel started\n");
    f->uptime_ms = 61078;
    assert_answer(f, "uptime", "61.07 s since the kernel started\n");
    f->uptime_ms = 0x100000000ull * 1000 + 9;
    assert_answer(f, "uptime", "4294967296.00 s since the kernel started\n");
    assert_answer(f, "version", "Strata 9.9-test\n");
    fixture_free(f);
}

static void leaving_calls_the_edge(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "break", "this is not Bochs", "usage: break");
    f->in_bochs = true;
    assert_answer(f, "break", "");
    assert_answer(f, "reboot", "restarting\n");
    assert_answer(f, "poweroff",
                  "powering off\nerror: nothing here cuts the power; turn the machine "
                  "off by hand\nusage: poweroff\n");
    assert_int_equal(f->calls.breaks, 1);
    assert_int_equal(f->calls.reboots, 1);
    assert_int_equal(f->calls.power_offs, 1);
    fixture_free(f);
}

static void lost_input_is_told_once_before_the_prompt(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->input_lost = 7;
    assert_answer(f, "version",
                  "Strata 9.9-test\nwarning: 7 bytes of input were lost: sent faster "
                  "than they could be read\n");
    assert_answer(f, "version", "Strata 9.9-test\n");
    f->input_lost = 9;
    assert_answer(f, "version",
                  "Strata 9.9-test\nwarning: 2 bytes of input were lost: sent faster "
                  "than they could be read\n");
    fixture_free(f);
}

static void ctrl_c_drops_the_line_or_stops_the_command(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_type(f, "poweroff\003", 9);
    assert_string_equal(f->output, "poweroff^C\r\n" PROMPT_TEXT);
    assert_int_equal(f->calls.power_offs, 0);
    f->interrupt_at = f->asked + 1; /* came while a short command ran */
    assert_answer(f, "version", "Strata 9.9-test\n^C\n");
    assert_int_equal(f->calls.drops, 1);
    assert_answer(f, "version", "Strata 9.9-test\n");
    fixture_free(f);
}

/* Whenever Ctrl-C comes, no command is left hanging, or half way through a line. */
static void every_command_can_be_interrupted_at_any_time(void **state)
{
    static const char *const lines[] = {"mem",           "mem e820",        "mem e820 why",
                                        "mem frames",    "mem heap",        "mem bitmap",
                                        "mem check",     "mem stress 50",   "mem check -j",
                                        "mem dump 0 1K", "mem find q 0 1M", "log",
                                        "help"};
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(lines); i++) {
        for (unsigned delay = 1; delay < 20; delay++) {
            f->interrupt_at = f->asked + delay;
            fixture_ask(f, lines[i]);
            assert_false(f->interrupted);
        }
    }
    fixture_assert_sound(f);
    fixture_free(f);
}

static void many_lines_at_once_are_all_answered(void **state)
{
    struct fixture *f = fixture_new_bochs();
    size_t count = 0;

    (void)state;
    for (unsigned i = 0; i < 100; i++)
        fixture_type(f, "version\n", 8);
    for (const char *at = f->output;
         (at = strstr(at, "\r\nStrata 9.9-test\r\n" PROMPT_TEXT)) != NULL; at++)
        count++;
    assert_int_equal(count, 100);
    fixture_free(f);
}

/* Each command with words that it takes, its help, and a refusal: no line is wider than the
 * terminal, and the usage has a line of its own. The lines of the clean map, which stay whole
 * for those who read them from a log, may have one column more. */
static void every_line_fits_80_columns(void **state)
{
    static const char *const words[] = {"", " KERNEL_OFFSET2", " KERNEL_OFFSET2 64", " 8M 8M 64"};
    static const char *const forms[] = {"%s%s", "help %s", "%s%s -q", "%s%s | grep 0"};
    struct fixture *f = fixture_new_bochs();
    char line[200];

    (void)state;
    f->keeps_breaks = true;
    for (const struct shell_command *c = shell_table; c->name != NULL; c++) {
        for (size_t i = 0; i < LENGTH_OF(forms); i++) {
            snprintf(line, sizeof line, forms[i], c->name, words[c->words_min]);
            const char *answer = fixture_ask(f, line);
            if (strncmp(answer, "error: ", 7) == 0)
                assert_true(text_has_line(answer, "usage: "));
            for (const char *row = answer; *row != '\0'; row += strcspn(row, "\n") + 1) {
                size_t columns = OUTPUT_COLUMNS + (strncmp(row, "clean-e820: ", 12) == 0);
                if (strcspn(row, "\n") > columns)
                    fail_msg("'%s' prints %zu columns: %.100s", line, strcspn(row, "\n"), row);
            }
        }
    }
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_line_only_prompts),
        cmocka_unit_test(unknown_commands_are_named),
        cmocka_unit_test(a_word_of_a_whole_line_is_refused_whole),
        cmocka_unit_test(every_command_refuses_superfluous_words_and_options),
        cmocka_unit_test(errors_have_a_json_form),
        cmocka_unit_test(every_mem_command_answers_in_json),
        cmocka_unit_test(boot_shows_six_steps_and_how_it_came_there),
        cmocka_unit_test(log_shows_what_is_left_of_it),
        cmocka_unit_test(uptime_does_not_wrap),
        cmocka_unit_test(leaving_calls_the_edge),
        cmocka_unit_test(lost_input_is_told_once_before_the_prompt),
        cmocka_unit_test(ctrl_c_drops_the_line_or_stops_the_command),
        cmocka_unit_test(every_command_can_be_interrupted_at_any_time),
        cmocka_unit_test(many_lines_at_once_are_all_answered),
        cmocka_unit_test(every_line_fits_80_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
