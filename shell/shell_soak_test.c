/*
 * The shell under anything: command lines from a grammar, and noise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell/table.h"
#include "tests/shell/fixture.h"

#define LINES       200000u
#define NOISE_BYTES (1u << 20)

/* Long work is cut short: what matters is what is accepted and refused. */
#define ASKED_AT_MOST 64u

static void put_number(uint64_t *random, char *text, size_t size)
{
    static const char *const numbers[] = {"0",
                                          "1",
                                          "2",
                                          "8M",
                                          "0x800000",
                                          "0x801000",
                                          "127M",
                                          "4G",
                                          "0xffffffff",
                                          "0x100000000",
                                          "0xffffffffffffffff",
                                          "18446744073709551616",
                                          "3T",
                                          "zz",
                                          "0x",
                                          "-1",
                                          "0x1g"};
    uint64_t value = random_next(random) >> random_below(random, 64);

    switch (random_below(random, 4)) {
    case 0:
        snprintf(text, size, "%s", numbers[random_below(random, LENGTH_OF(numbers))]);
        break;
    case 1:
        snprintf(text, size, "0x%llx", (unsigned long long)value);
        break;
    case 2:
        snprintf(text, size, "0x%x", 0x800000 + random_below(random, 64) * 0x1000);
        break;
    default:
        snprintf(text, size, "%llu", (unsigned long long)(value >> random_below(random, 64)));
        break;
    }
}

static void put_symbol(struct fixture *f, uint64_t *random, char *text, size_t size)
{
    struct regions_runtime runtime = machine_runtime(&f->machine);
    char name[REGION_NAME_SIZE];
    char offset[40] = "";
    uint64_t address;

    if (!regions_symbol(&runtime, random_below(random, 36), name, &address))
        strcpy(name, "NO_SYMBOL");
    if (random_below(random, 2) == 0) {
        offset[0] = '+';
        put_number(random, offset + 1, sizeof offset - 1);
    }
    snprintf(text, size, "%s%s", name, offset);
}

static void put_operand(struct fixture *f, uint64_t *random, char *text, size_t size)
{
    static const char *const words[] = {"raw",
                                        "clean",
                                        "why",
                                        "acpi",
                                        "probe",
                                        "a.b-c",
                                        "-j",
                                        "-x",
                                        "-q",
                                        "mem",
                                        "dump",
                                        "\"",
                                        "\\",
                                        "x",
                                        "0x00",
                                        "SKRN",
                                        "abcdefghijklmnopq",
                                        "on",
                                        "off",
                                        "null",
                                        "wild"};

    switch (random_below(random, 5)) {
    case 0:
        put_symbol(f, random, text, size);
        break;
    case 1:
        snprintf(text, size, "%s", words[random_below(random, LENGTH_OF(words))]);
        break;
    default:
        put_number(random, text, size);
        break;
    }
}

static uint32_t count_commands(void)
{
    uint32_t count = 0;

    while (shell_table[count].name != NULL)
        count++;
    return count;
}

/* All far frames of the fixture are one page: who writes to one spoils the poison of the
 * others, which is no defect of the shell. */
static bool spoils_poison(const struct fixture *f, const char *name)
{
    static const char *const writers[] = {"mem set", "mem fill", "mem copy", "mem test"};

    for (size_t i = 0; i < LENGTH_OF(writers) && f->machine.poison.filled != NULL; i++) {
        if (strcmp(name, writers[i]) == 0)
            return true;
    }
    return false;
}

static void make_line(struct fixture *f, uint64_t *random, char *line)
{
    uint32_t operands = random_below(random, 4);

    do
        strcpy(line, shell_table[random_below(random, count_commands())].name);
    while (spoils_poison(f, line));
    for (uint32_t i = 0; i < operands; i++) {
        char word[100];
        put_operand(f, random, word, sizeof word);
        strcat(line, " ");
        strcat(line, word);
    }
    if (random_below(random, 8) == 0)
        strcat(line, " -j");
}

/* The answer to -j is JSON, whatever was asked; a refusal in text is two lines. The cut that
 * Ctrl-C makes adds its own line. */
static void assert_form(const char *line, const char *answer)
{
    const char *end = strchr(answer, '\n');

    if (strncmp(answer, "error: ", 7) == 0 && strstr(end, "\n^C\n") == NULL)
        assert_int_equal(text_count_lines(answer), 2);
    if (strstr(line, " -j") == NULL)
        return;
    json_t *json = json_loadb(answer, (size_t)(end - answer), 0, NULL);
    if (json == NULL)
        fail_msg("%s: %s", line, answer);
    json_decref(json);
}

static void play_lines(struct fixture *f, uint64_t *random, uint32_t count)
{
    char line[600];

    for (uint32_t i = 0; i < count; i++) {
        make_line(f, random, line);
        f->interrupt_at = f->asked + 1 + random_below(random, ASKED_AT_MOST);
        f->registers.ebp = (uint32_t)random_next(random); /* bt follows whatever it finds */
        f->registers.eip = 0x100000 + random_below(random, 0x9000);
        assert_form(line, fixture_ask(f, line));
        if (i % 5000 == 0)
            fixture_assert_sound(f);
    }
}

/* Ends with the invariants, and with frames that can still all be taken and given back. */
static void a_grammar_of_lines_with_any_numbers_is_answered(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint64_t random = 0x5712a7a;

    (void)state;
    play_lines(f, &random, LINES / 2);
    fixture_assert_sound(f);
    fixture_free(f);
    static const struct e820_entry map[] = {
        {0x0, 0x9fc00, 1, 1},       {0x100000, 0xdff00000, 1, 1}, {0x4000000, 0x100000, 5, 1},
        {0xe0000000, 0x8000, 3, 1}, {0xfffc0000, 0x40000, 2, 1},  {0x100000000, 0x20000000, 1, 1},
        {0x3000000, 0x1800, 9, 1},
    };
    f = fixture_new(map, LENGTH_OF(map));
    play_lines(f, &random, LINES / 2);
    fixture_assert_sound(f);
    fixture_free(f);
}

static void a_megabyte_of_noise_leaves_the_shell_answering(void **state)
{
    struct fixture *f = fixture_new_bochs();
    uint64_t random = 77;

    (void)state;
    for (uint32_t i = 0; i < NOISE_BYTES; i++) {
        shell_feed(&f->shell, (uint8_t)(random_next(&random) >> 40));
        if (i % 4096 == 0)
            fixture_clear(f);
    }
    fixture_type(f, "\r\003", 2);
    assert_string_equal(fixture_ask(f, "version"), "Strata 9.9-test\n");
    fixture_assert_sound(f);
    fixture_free(f);
}

/* Noise of the bytes that mean something: letters, blanks, Tab, Enter, keys. */
static void noise_near_to_commands_leaves_the_shell_answering(void **state)
{
    static const char bytes[] =
        "mem dump find free alloc help -j01x\t\t\r\r\033[ABCD\001\005\013\027\031";
    struct fixture *f = fixture_new_bochs();
    uint64_t random = 78;

    (void)state;
    for (uint32_t i = 0; i < NOISE_BYTES / 4; i++) {
        f->interrupt_at = f->asked + 50;
        shell_feed(&f->shell, (uint8_t)bytes[random_below(&random, sizeof bytes - 1)]);
        if (i % 4096 == 0)
            fixture_clear(f);
    }
    f->interrupt_at = 0;
    fixture_type(f, "\r\003", 2);
    assert_string_equal(fixture_ask(f, "version"), "Strata 9.9-test\n");
    fixture_assert_sound(f);
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grammar_of_lines_with_any_numbers_is_answered),
        cmocka_unit_test(a_megabyte_of_noise_leaves_the_shell_answering),
        cmocka_unit_test(noise_near_to_commands_leaves_the_shell_answering),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
