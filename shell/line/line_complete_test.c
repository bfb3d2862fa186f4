/* Tab: what it inserts, lists, and refuses. */
#include "shell/line/line_fixture_test.h"

#include <stdbool.h>

/* A list of words that ends with NULL; every word of the line is completed from it. */
static const char *const WORDS[] = {
    "mem",     "machine",        "machinery",      "boot",  "break", "e820raw",
    "e820row", "KERNEL_OFFSET1", "KERNEL_OFFSET2", "STACK", "STACK", NULL};

static bool offer(void *context, const struct line_request *request, char *word, size_t word_size)
{
    const char *const *words = context;

    assert_true(request->length <= strlen(request->text));
    if (words[request->index] == NULL)
        return false;
    assert_true(strlen(words[request->index]) < word_size);
    strcpy(word, words[request->index]);
    return true;
}

static struct fixture *words_new(void)
{
    return fixture_new(offer, (void *)WORDS);
}

static void the_only_candidate_is_inserted_with_a_space(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "bo\t");
    assert_line(f, "boot |");
    type(f, "me\t");
    assert_line(f, "boot mem |");
    assert_int_equal(f->bells, 0);
    assert_int_equal(f->row, 0);
    free(f);
}

static void a_whole_word_gets_its_space(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "mem\t");
    assert_line(f, "mem |");
    free(f);
}

static void a_word_offered_twice_is_one(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "ST\t");
    assert_line(f, "STACK |");
    free(f);
}

static void no_candidate_rings(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "xyz\t\t");
    assert_line(f, "xyz|");
    assert_int_equal(f->bells, 2);
    assert_int_equal(f->row, 0);
    free(f);
}

static void without_completion_tab_rings(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "mem\t\t");
    assert_line(f, "mem|");
    assert_int_equal(f->bells, 2);
    free(f);
}

static void several_candidates_give_what_they_share(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "KE\t");
    assert_line(f, "KERNEL_OFFSET|");
    assert_int_equal(f->bells, 1);
    type(f, "2\t");
    assert_line(f, "KERNEL_OFFSET2 |");
    assert_int_equal(f->row, 0);
    free(f);
}

static void the_second_tab_lists_and_redraws(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "boot ma\t");
    assert_line(f, "boot machine|");
    assert_int_equal(f->row, 0);
    type(f, "\t");
    assert_line(f, "boot machine|");
    assert_string_equal(terminal_row(f, 1), "machine    machinery");
    assert_string_equal(terminal_row(f, 2), PROMPT "boot machine");
    assert_int_equal(f->row, 2);
    type(f, "\t"); /* and the third again */
    assert_int_equal(f->row, 4);
    assert_int_equal(f->bells, 1);
    free(f);
}

static void a_key_between_two_tabs_prevents_the_list(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type(f, "m\t\002\006\t");
    assert_line(f, "m|");
    assert_int_equal(f->row, 0);
    assert_int_equal(f->bells, 2);
    type(f, "\003\t"); /* so does the end of the line */
    assert_int_equal(f->row, 1);
    free(f);
}

static void the_word_before_the_cursor_is_completed(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    type_at(f, "bo| raw");
    type(f, "\t");
    assert_line(f, "boot |raw"); /* after the space that is there */
    free(f);
}

static void an_empty_word_lists_everything_in_columns(void **state)
{
    static const char *const MANY[] = {"alpha", "b",  "gamma", "delta", "e",        "zeta",
                                       "eta",   "th", "iota",  "kappa", "lambda",   "mu",
                                       "nu",    "xi", "o",     "",      "fourteen", NULL};
    struct fixture *f = fixture_new(offer, (void *)MANY);

    (void)state;
    type(f, "\t\t");
    assert_line(f, "|");
    assert_string_equal(terminal_row(f, 2),
                        "alpha     b         gamma     delta     e         zeta      eta       th");
    assert_string_equal(terminal_row(f, 1),
                        "iota      kappa     lambda    mu        nu        xi        o         "
                        "fourteen");
    assert_string_equal(terminal_row(f, 3), ">");
    assert_int_equal(f->row, 3);
    free(f);
}

/* The longest word that fits a row, beside a short one. */
static void a_wide_list_has_one_column(void **state)
{
    char wide[LINE_COLUMNS];
    const char *words[] = {"www", wide, NULL};
    struct fixture *f = fixture_new(offer, words);

    (void)state;
    memset(wide, 'w', sizeof(wide));
    wide[LINE_COLUMNS - 1] = '\0';
    type(f, "w\t\t");
    assert_string_equal(terminal_row(f, 1), wide);
    assert_string_equal(terminal_row(f, 2), "www");
    assert_line(f, "www|");
    free(f);
}

static void without_room_nothing_is_inserted(void **state)
{
    struct fixture *f = words_new();

    (void)state;
    for (size_t i = 0; i < LINE_SIZE - 4; i++)
        type(f, " ");
    type(f, "bo\t"); /* room for one character, two are missing */
    assert_int_equal(strlen(line_text(&f->line)), LINE_SIZE - 2);
    assert_int_equal(f->bells, 1);
    free(f);
}

static bool offer_for_ever(void *context, const struct line_request *request, char *word,
                           size_t word_size)
{
    (void)context;
    assert_true(word_size > 2);
    word[0] = 'x';
    word[1] = (char)('a' + request->index % 26);
    word[2] = '\0';
    return true;
}

static void an_endless_offer_ends(void **state)
{
    struct fixture *f = fixture_new(offer_for_ever, NULL);

    (void)state;
    type(f, "x\t\tb\t");
    assert_line(f, "xb |");
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_only_candidate_is_inserted_with_a_space),
        cmocka_unit_test(a_whole_word_gets_its_space),
        cmocka_unit_test(a_word_offered_twice_is_one),
        cmocka_unit_test(no_candidate_rings),
        cmocka_unit_test(without_completion_tab_rings),
        cmocka_unit_test(several_candidates_give_what_they_share),
        cmocka_unit_test(the_second_tab_lists_and_redraws),
        cmocka_unit_test(a_key_between_two_tabs_prevents_the_list),
        cmocka_unit_test(the_word_before_the_cursor_is_completed),
        cmocka_unit_test(an_empty_word_lists_everything_in_columns),
        cmocka_unit_test(a_wide_list_has_one_column),
        cmocka_unit_test(without_room_nothing_is_inserted),
        cmocka_unit_test(an_endless_offer_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
