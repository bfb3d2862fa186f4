/* Faults: the post-mortem shell, regs, bt, crash and guard. */
#include "shell/cmd_fault.h"

#include <stdio.h>
#include <string.h>

#include "shell/table.h"
#include "tests/shell/fixture.h"

#define POST_MORTEM_PROMPT "strata! "

static void put_word(struct fixture *f, uint32_t address, uint32_t word)
{
    memcpy(f->arena + address, &word, sizeof word);
}

/* Two frames on the stack, called from first and second; the outermost has ebp 0. */
static void make_stack(struct fixture *f)
{
    f->registers.eip = 0x100050;
    f->registers.ebp = 0x8ff00;
    put_word(f, 0x8ff00, 0x8ff40);
    put_word(f, 0x8ff04, 0x101010);
    put_word(f, 0x8ff40, 0);
    put_word(f, 0x8ff44, 0x100060);
}

static void bt_names_the_functions(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    make_stack(f);
    const char *answer = fixture_ask(f, "bt");
    assert_true(text_has_line(answer, "backtrace: first+0x10 (0x00100050)\n"));
    assert_non_null(strstr(answer, "second+0x"));
    assert_int_equal(text_count_lines(answer), 3);
    fixture_free(f);
}

/* A chain that leads into itself, and one that leads nowhere. */
static void bt_ends_on_a_damaged_stack(void **state)
{
    static const uint32_t links[] = {0x8ff00, 0x8fe00, 0xffffffff, 0xfffffffc, 0x8ff02, 1};
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(links); i++) {
        make_stack(f);
        put_word(f, 0x8ff00, links[i]);
        assert_true(text_count_lines(fixture_ask(f, "bt")) <= 4);
        f->registers.ebp = links[i];
        assert_true(text_count_lines(fixture_ask(f, "bt")) <= 4);
    }
    fixture_free(f);
}

static void regs_shows_this_moment_or_the_fault(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->registers.eax = 0xdeadbeef;
    const char *answer = fixture_ask(f, "regs");
    assert_true(text_has_line(answer, "nothing has faulted"));
    assert_non_null(strstr(answer, "deadbeef"));
    fixture_free(f);
}

static void crash_lists_makes_or_refuses(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const char *name;
    unsigned count = 0;
    char line[100];

    (void)state;
    for (; (name = cmd_crash_name(count)) != NULL; count++) {
        snprintf(line, sizeof line, "crash %s", name);
        const char *answer = fixture_ask(f, line);
        assert_true(text_has_line(answer, "about to "));
        assert_true(text_has_line(answer, "NOT CAUGHT: "));
        assert_int_equal(f->calls.crashes, count + 1);
    }
    assert_int_equal(text_count_lines(fixture_ask(f, "crash")), count);
    f->crash_obstacle = "the moon is full";
    assert_non_null(strstr(fixture_ask(f, "crash wild"),
                           "error: cannot write to a frame that was never allocated: "
                           "the moon is full\nusage: crash [NAME]\n"));
    count++;
    fixture_assert_refused(f, "crash nothing", "no mistake 'nothing'", "usage: crash [NAME]");
    assert_int_equal(f->calls.crashes, count);
    fixture_free(f);
}

static void guard_needs_bochs(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "guard on", "only Bochs has one", "usage: guard on|off");
    f->in_bochs = true;
    assert_true(text_has_line(fixture_ask(f, "guard on"), "on: "));
    assert_string_equal(fixture_ask(f, "guard off"), "off\n");
    fixture_assert_refused(f, "guard maybe", "'maybe' is neither on nor off",
                           "usage: guard on|off");
    fixture_assert_refused(f, "guard", "on|off is missing", "usage: guard on|off");
    assert_int_equal(f->calls.guards_on, 2);
    fixture_free(f);
}

/* Types a line to a shell whose kernel is dead; the answer must end with its prompt. */
static const char *ask_post_mortem(struct fixture *f, const char *line)
{
    fixture_clear(f);
    fixture_type(f, line, strlen(line));
    fixture_type(f, "\r", 1);
    assert_true(f->length > strlen(POST_MORTEM_PROMPT));
    assert_string_equal(f->output + f->length - strlen(POST_MORTEM_PROMPT), POST_MORTEM_PROMPT);
    return f->output;
}

static void a_dead_kernel_can_be_looked_at_and_not_changed(void **state)
{
    struct fixture *f = fixture_new_bochs();
    struct fault fault = {.vector = FAULT_PAGE, .registers = {.eax = 0x12345678}};
    const struct shell_command *c;
    char line[100];

    (void)state;
    shell_start_post_mortem(&f->shell, "9.9-test", &fault);
    uint64_t before = fixture_hash(f);
    for (c = shell_table; c->name != NULL; c++) {
        const char *words[] = {"", " 8M", " 8M 1", " 1 1 1"};
        snprintf(line, sizeof line, "%s%s", c->name,
                 strcmp(c->name, "mem reclaim") == 0 ? " acpi" : words[c->words_min]);
        const char *answer = ask_post_mortem(f, line);
        assert_int_equal(strstr(answer, "error: the kernel has ended: this shell only looks") !=
                             NULL,
                         c->use != SHELL_LOOKS);
    }
    assert_int_equal(fixture_hash(f), before);
    assert_non_null(strstr(ask_post_mortem(f, "regs"), "12345678"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bt_names_the_functions),
        cmocka_unit_test(bt_ends_on_a_damaged_stack),
        cmocka_unit_test(regs_shows_this_moment_or_the_fault),
        cmocka_unit_test(crash_lists_makes_or_refuses),
        cmocka_unit_test(guard_needs_bochs),
        cmocka_unit_test(a_dead_kernel_can_be_looked_at_and_not_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
