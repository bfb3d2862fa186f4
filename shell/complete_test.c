#include "shell/complete.h"

#include <stdio.h>
#include <string.h>

#include "shell/table.h"
#include "tests/shell/fixture.h"

#define WORD_SIZE 80u

/* Asks for candidate number index for the end of text. */
static bool ask(struct fixture *f, const char *text, size_t index, char word[WORD_SIZE])
{
    const struct line_request request = {text, strlen(text), index};

    return complete_word(&f->shell, &request, word, WORD_SIZE);
}

/* How many candidates for the end of text begin with its last word; the last such
 * one goes to word. All must, and no two may be the same. */
static size_t count_candidates(struct fixture *f, const char *text, char *word)
{
    static char all[200][WORD_SIZE];
    const char *typed = strrchr(text, ' ') != NULL ? strrchr(text, ' ') + 1 : text;
    size_t count = 0;

    for (; ask(f, text, count, all[count]); count++) {
        assert_int_equal(strncmp(all[count], typed, strlen(typed)), 0);
        assert_null(strchr(all[count], ' '));
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(all[i], all[count]);
        strcpy(word, all[count]);
        assert_true(count + 1 < LENGTH_OF(all));
    }
    return count;
}

/* Returns whether word is offered at the end of text. */
static bool offers(struct fixture *f, const char *text, const char *word)
{
    char candidate[WORD_SIZE];

    for (size_t i = 0; ask(f, text, i, candidate); i++) {
        if (strcmp(candidate, word) == 0)
            return true;
    }
    return false;
}

/* The word of name in which its character number end lies, or that ends there. */
static void word_around(const char *name, size_t end, char *word)
{
    size_t start = end;

    while (start > 0 && name[start - 1] != ' ')
        start--;
    size_t length = strcspn(name + start, " ");
    memcpy(word, name + start, length);
    word[length] = '\0';
}

static void every_prefix_of_every_command_is_offered_its_word(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const struct shell_command *c;

    (void)state;
    for (c = shell_table; c->name != NULL; c++) {
        for (size_t end = 0; end <= strlen(c->name); end++) {
            char text[WORD_SIZE] = "";
            char helped[WORD_SIZE] = "help ";
            char word[WORD_SIZE];
            strncat(text, c->name, end);
            strncat(helped, c->name, end);
            word_around(c->name, end, word);
            assert_true(offers(f, text, word));
            assert_true(offers(f, helped, word));
        }
    }
    fixture_free(f);
}

/* The whole way: what Tab writes, Enter understands. */
static void tab_on_every_prefix_leaves_a_line_that_can_be_gone_on_with(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const struct shell_command *c;

    (void)state;
    for (c = shell_table; c->name != NULL; c++) {
        for (size_t end = 0; end <= strlen(c->name); end++) {
            char help[WORD_SIZE] = "help ";
            fixture_type(f, "help ", 5);
            fixture_type(f, c->name, end);
            fixture_type(f, "\t\t", 2);
            const char *before = line_text(&f->shell.line);
            strncat(help, c->name, end);
            assert_int_equal(strncmp(before, help, strlen(help)), 0);
            fixture_type(f, "\003", 1);
            assert_string_equal(line_text(&f->shell.line), "");
        }
    }
    fixture_type(f, "ver\t\r", 5);
    assert_non_null(strstr(f->output, "\r\nStrata 9.9-test\r\n" PROMPT_TEXT));
    fixture_free(f);
}

/* What is offered at the end of a text. */
static const struct {
    const char *text;
    const char *word; /* NULL: nothing at all is offered */
} operand_cases[] = {
    {"mem e820 ", "raw"},
    {"mem e820 c", "clean"},
    {"mem e820 why ", NULL},
    {"mem reclaim ", "acpi"},
    {"mem reclaim acpi ", NULL},
    {"mem who ", "STAGE1"},
    {"mem who kheap_c", "kheap_curr"},
    {"mem who STAGE1 ", NULL},
    {"mem dump STAGE2_", "STAGE2_END"},
    {"mem dump 1M ", NULL},
    {"mem frames ", "ram_end"},
    {"mem frames 0 ", "ram_end"},
    {"mem frames 0 1M ", NULL},
    {"mem bitmap ", "IVT"},
    {"mem bitmap 0 ", NULL},
    {"mem find ", NULL},
    {"mem find x ", "MEM_MAP"},
    {"mem find x 0 ", "MEM_MAP"},
    {"mem free ", "STAGE1"},
    {"mem free 0 ", NULL},
    {"mem alloc ", NULL},
    {"mem grab ", NULL},
    {"mem stress ", NULL},
    {"mem heap ", NULL},
    {"boot ", NULL},
    {"frobnicate ", NULL},
    {"mem frobnicate ", NULL},
    {"help mem dump ", NULL},
    {"help mem dump 1M ", NULL},
    {"help boot ", NULL},
    {"mem -j who STAGE1_", "STAGE1_END"},
    {"mem heap -", NULL},
    {"  mem  wh", "who"},
    {"mem who se", "second"},
    {"mem who uart", "uart.state"},
    {"mem who *STAGE1+ua", "*STAGE1+uart.state"},
    {"mem dump second-fi", "second-first"},
    {"mem dump STAGE1+", "STAGE1+STAGE1"},
};

static void operands_are_offered_what_the_usage_says(void **state)
{
    struct fixture *f = fixture_new_bochs();
    char word[WORD_SIZE];

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(operand_cases); i++) {
        if (operand_cases[i].word == NULL)
            assert_int_equal(count_candidates(f, operand_cases[i].text, word), 0);
        else
            assert_true(offers(f, operand_cases[i].text, operand_cases[i].word));
    }
    fixture_free(f);
}

static void every_symbol_offered_is_an_address(void **state)
{
    struct fixture *f = fixture_new_bochs();
    struct names names = shell_names(&f->shell);
    char word[WORD_SIZE];
    uint64_t address;

    (void)state;
    assert_true(count_candidates(f, "mem who ", word) > 30);
    for (size_t i = 0; ask(f, "mem who ", i, word); i++)
        assert_true(names_find(&names, word, strlen(word), &address));
    fixture_free(f);
}

static void only_what_stands_before_the_cursor_counts(void **state)
{
    struct fixture *f = fixture_new_bochs();
    struct line_request request = {"ver nonsense", 3, 0};
    char word[WORD_SIZE];

    (void)state;
    assert_true(complete_word(&f->shell, &request, word, WORD_SIZE));
    assert_string_equal(word, "version");
    request.index++;
    assert_false(complete_word(&f->shell, &request, word, WORD_SIZE));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prefix_of_every_command_is_offered_its_word),
        cmocka_unit_test(tab_on_every_prefix_leaves_a_line_that_can_be_gone_on_with),
        cmocka_unit_test(operands_are_offered_what_the_usage_says),
        cmocka_unit_test(every_symbol_offered_is_an_address),
        cmocka_unit_test(only_what_stands_before_the_cursor_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
