/* A stopped kernel: what may be typed, and what lets it go on. */
#include "shell/cmd_stop.h"

#include <stdio.h>
#include <string.h>

#include "shell/table.h"
#include "tests/shell/fixture.h"

#define STOPPED_PROMPT "strata? "

static struct shell_stop stop;

/* The kernel is stopped where code has its bytes. */
static struct fixture *stop_at(const char *code, size_t size)
{
    struct fixture *f = fixture_new_bochs();

    memset(&stop, 0, sizeof stop);
    stop.registers.eip = (uint32_t)f->image.start + 0x1010;
    stop.registers.esp = 0x8ff00;
    memcpy(f->arena + stop.registers.eip, code, size);
    shell_init_stopped(&f->shell, "9.9-test");
    f->shell.stop = &stop;
    fixture_clear(f);
    cmd_stop_show(&f->shell);
    shell_start_stopped(&f->shell);
    return f;
}

static const char *ask(struct fixture *f, const char *line)
{
    if (stop.resume != SHELL_RESUME_NOT) {
        stop.resume = SHELL_RESUME_NOT;
        shell_start_stopped(&f->shell);
    }
    fixture_clear(f);
    fixture_type(f, line, strlen(line));
    fixture_type(f, "\r", 1);
    return f->output;
}

static void a_stop_shows_where_it_is(void **state)
{
    struct fixture *f = stop_at("\x90", 1);
    struct fault_registers before = stop.registers;

    (void)state;
    assert_string_equal(f->output, "\r\nstopped before second+0x10 (0x00101010); step, over, go, "
                                   "bt, regs\r\n" STOPPED_PROMPT);
    fixture_clear(f);
    stop.registers.eip += 2;
    stop.registers.eax = 0x1234;
    stop.registers.esp -= 4;
    cmd_stop_show_step(&f->shell, &before);
    assert_string_equal(f->output, "second+0x12 (0x00101012) eax=00001234 esp=0008fefc\r\n");
    fixture_free(f);
}

static void the_hit_that_stops_is_shown_once_and_logged_later(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_non_null(strstr(fixture_ask(f, "bp second -s"), "; the kernel stops at a hit\n"));
    assert_int_equal(watch_note(&f->watches, 1, (uint32_t)f->image.start + 0x1000, 1),
                     WATCH_NOTED | WATCH_STOPS);
    fixture_clear(f);
    cmd_stop_show(&(struct shell){.machine = &f->machine,
                                  .ops = f->shell.ops,
                                  .raw = f->shell.raw,
                                  .out = f->shell.raw,
                                  .stop = &stop});
    assert_non_null(strstr(f->output, "watch 1: second+0x0 (0x00101000) runs\n"));
    f->uptime_ms = 5000;
    f->stops++;
    fixture_clear(f);
    shell_idle(&f->shell); /* the prompt comes back, the hit does not */
    assert_null(strstr(f->output, "runs"));
    assert_non_null(strstr(f->output, PROMPT_TEXT));
    assert_non_null(strstr(fixture_ask(f, "log"), "watch 1: second+0x0"));
    assert_true(text_has_line(fixture_ask(f, "watch"),
                              "1  x  0x00101000-0x00101001        1 hits  second+0x0, stops\n"));
    fixture_free(f);
}

static void what_changes_is_refused(void **state)
{
    struct fixture *f = stop_at("\x90", 1);
    const char *const words[] = {"", " 8M", " 8M 1", " 1 1 1"};
    char line[100];

    (void)state;
    uint64_t before = fixture_hash(f);
    for (const struct shell_command *c = shell_table; c->name != NULL; c++) {
        snprintf(line, sizeof line, "%s%s", c->name, words[c->words_min]);
        const char *answer = ask(f, line);
        assert_int_equal(strstr(answer, "error: the kernel is stopped: this shell only looks") !=
                             NULL,
                         c->use == SHELL_CHANGES);
        assert_int_equal(strstr(answer, STOPPED_PROMPT) == NULL, stop.resume != SHELL_RESUME_NOT);
        assert_true(c->use == SHELL_RESUMES || stop.resume == SHELL_RESUME_NOT);
    }
    assert_int_equal(fixture_hash(f), before);
    fixture_free(f);
}

static void steps_are_counted_and_calls_passed(void **state)
{
    struct fixture *f = stop_at("\xff\x54\x24\x10", 4); /* call [esp + 16] */
    uint32_t eip = stop.registers.eip;

    (void)state;
    ask(f, "step 12");
    assert_int_equal(stop.resume, SHELL_RESUME_STEP);
    assert_int_equal(stop.steps, 12);
    assert_non_null(strstr(ask(f, "step 100001"), "is too many: at most 100000"));
    assert_non_null(strstr(ask(f, "step 0"), "'0' is too few"));
    ask(f, "over");
    assert_int_equal(stop.resume, SHELL_RESUME_OVER);
    assert_int_equal(stop.address, eip + 4);
    ask(f, "watch kheap_start 16");
    assert_non_null(strstr(ask(f, "over"), "a call takes a debug register, and none is free"));
    assert_int_equal(stop.resume, SHELL_RESUME_NOT);
    f->arena[eip] = 0x90;
    ask(f, "over");
    assert_int_equal(stop.resume, SHELL_RESUME_STEP);
    assert_int_equal(stop.steps, 1);
    ask(f, "go");
    assert_int_equal(stop.resume, SHELL_RESUME_GO);
    fixture_free(f);
}

static void a_jump_to_nowhere_can_be_stepped(void **state)
{
    struct fixture *f = stop_at("\x90", 1);

    (void)state;
    stop.registers.eip = 0xa0000000; /* no memory there */
    ask(f, "over");
    assert_int_equal(stop.resume, SHELL_RESUME_STEP);
    fixture_free(f);
}

static void nothing_goes_on_that_is_not_stopped(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "go", "nothing is stopped", "usage: go");
    fixture_assert_refused(f, "step", "nothing is stopped", "usage: step");
    fixture_assert_refused(f, "over", "nothing is stopped", "usage: over");
    assert_non_null(strstr(fixture_ask(f, "help"), "\nover "));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_shows_where_it_is),
        cmocka_unit_test(the_hit_that_stops_is_shown_once_and_logged_later),
        cmocka_unit_test(what_changes_is_refused),
        cmocka_unit_test(steps_are_counted_and_calls_passed),
        cmocka_unit_test(a_jump_to_nowhere_can_be_stepped),
        cmocka_unit_test(nothing_goes_on_that_is_not_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
