/* Lines wider than the screen: what part is shown, and what it costs. */
#include "shell/line/line_fixture_test.h"

#define LONG_LENGTH 200u

/* A text in which every stretch of a few characters is different. */
static const char *long_text(size_t length)
{
    static char text[LINE_SIZE];

    for (size_t i = 0; i < length; i++)
        text[i] = i % 10 == 0 ? (char)('A' + i / 10 % 26) : (char)('0' + i % 10);
    text[length] = '\0';
    return text;
}

/* The screen shows the text from index start on, as far as it fits, with
 * marks where it is cut, and the cursor at its place. */
static void assert_part(const struct fixture *f, size_t start, size_t cursor)
{
    const char *text = line_text(&f->line);
    char row[LINE_COLUMNS + 1] = PROMPT;
    size_t length = strlen(text);

    strncat(row, text + start, TEXT_COLUMNS);
    if (start > 0)
        row[PROMPT_LENGTH] = '<';
    if (length - start > TEXT_COLUMNS)
        row[PROMPT_LENGTH + TEXT_COLUMNS - 1] = '>';
    assert_string_equal(terminal_row(f, 0), row);
    assert_int_equal(f->column, PROMPT_LENGTH + cursor - start);
}

static void a_line_that_fits_is_shown_whole(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(TEXT_COLUMNS));
    assert_part(f, 0, TEXT_COLUMNS);
    assert_int_equal(f->column, LINE_COLUMNS - 1);
    assert_int_equal(f->written, PROMPT_LENGTH + TEXT_COLUMNS);
    free(f);
}

static void a_longer_one_jumps_by_half_a_row(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    size_t start = TEXT_COLUMNS + 1 - TEXT_COLUMNS / 2;

    (void)state;
    type(f, long_text(TEXT_COLUMNS + 1));
    assert_part(f, start, TEXT_COLUMNS + 1);
    assert_int_equal(f->rows[f->row][PROMPT_LENGTH], '<');
    f->written = 0;
    type(f, "abcdefgh"); /* the next ones are cheap again */
    assert_int_equal(f->written, 8);
    assert_part(f, start, TEXT_COLUMNS + 9);
    type(f, "\177\177\177\177\177\177\177\177\177");
    assert_part(f, 0, TEXT_COLUMNS);
    free(f);
}

static void home_and_end_show_both_ends(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(LONG_LENGTH));
    type(f, "\001");
    assert_part(f, 0, 0);
    assert_int_equal(f->rows[f->row][LINE_COLUMNS - 2], '>');
    type(f, "\005");
    assert_part(f, LONG_LENGTH - TEXT_COLUMNS / 2, LONG_LENGTH);
    assert_string_equal(line_text(&f->line), long_text(LONG_LENGTH));
    assert_int_equal(f->bells, 0);
    assert_int_equal(f->row, 0);
    free(f);
}

/* Never a cursor on a mark: it would hide the character under it. */
static void the_cursor_stands_on_what_it_edits(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    const char *text = long_text(LONG_LENGTH);

    (void)state;
    type(f, text);
    for (size_t i = LONG_LENGTH; i-- > 0;) {
        type(f, "\033[D");
        assert_int_equal(f->rows[0][f->column], text[i]);
    }
    assert_part(f, 0, 0);
    for (size_t i = 1; i < LONG_LENGTH; i++) {
        type(f, "\033[C");
        assert_int_equal(f->rows[0][f->column], text[i]);
    }
    type(f, "\033[C");
    assert_int_equal(f->rows[0][f->column], ' ');
    free(f);
}

static void editing_in_the_middle_moves_what_follows(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(LONG_LENGTH));
    type(f, "\001\006\006xyz");
    assert_part(f, 0, 5);
    type(f, "\177\177\177\004");
    assert_part(f, 0, 2);
    type(f, "\005\033[D\033[D!");
    assert_part(f, LONG_LENGTH - 1 - TEXT_COLUMNS / 2, LONG_LENGTH - 2);
    assert_string_equal(line_text(&f->line) + LONG_LENGTH - 5, "67!89");
    free(f);
}

static void killing_all_of_it_clears_the_row(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(LONG_LENGTH));
    type(f, "\025");
    assert_line(f, "|");
    type(f, "\031");
    assert_part(f, LONG_LENGTH - TEXT_COLUMNS / 2, LONG_LENGTH);
    type(f, "\001\013");
    assert_line(f, "|");
    free(f);
}

static void enter_in_a_scrolled_line_prints_only_cr_lf(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(LONG_LENGTH));
    type(f, "\002\002\002");
    f->written = 0;
    type(f, "\r");
    assert_int_equal(f->written, 2 + PROMPT_LENGTH);
    assert_string_equal(f->entered, long_text(LONG_LENGTH));
    assert_int_equal(f->row, 1);
    free(f);
}

static void cancel_fits_into_a_full_row(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    const char *row;

    (void)state;
    type(f, long_text(LONG_LENGTH));
    type(f, "\001\003");
    row = terminal_row(f, 1);
    assert_int_equal(strlen(row), LINE_COLUMNS - 1);
    assert_string_equal(row + LINE_COLUMNS - 3, "^C");
    type(f, long_text(TEXT_COLUMNS));
    type(f, "\003");
    assert_string_equal(terminal_row(f, 1) + LINE_COLUMNS - 3, "^C");
    assert_line(f, "|");
    free(f);
}

static void redraw_and_history_keep_the_end_in_view(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(LONG_LENGTH));
    type(f, "\r\033[A");
    assert_part(f, LONG_LENGTH - TEXT_COLUMNS / 2, LONG_LENGTH);
    type(f, "\014");
    assert_part(f, LONG_LENGTH - TEXT_COLUMNS / 2, LONG_LENGTH);
    type(f, "\033[B");
    assert_line(f, "|");
    free(f);
}

static void moving_far_left_costs_no_more_than_the_prompt(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, long_text(TEXT_COLUMNS));
    f->written = 0;
    type(f, "\001");
    assert_int_equal(f->written, 1 + PROMPT_LENGTH);
    type(f, "\006\006");
    f->written = 0;
    type(f, "\002");
    assert_int_equal(f->written, 1);
    assert_part(f, 0, 1);
    free(f);
}

static void a_long_prompt_is_cut_to_half_a_row(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    char prompt[LINE_SIZE];

    (void)state;
    memset(prompt, '#', sizeof(prompt));
    prompt[LINE_SIZE - 1] = '\0';
    line_init(&f->line, prompt, NULL, NULL);
    type(f, "\r");
    assert_int_equal(f->column, LINE_COLUMNS / 2);
    type(f, long_text(LONG_LENGTH));
    type(f, "\r");
    assert_string_equal(f->entered, long_text(LONG_LENGTH));
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_fits_is_shown_whole),
        cmocka_unit_test(a_longer_one_jumps_by_half_a_row),
        cmocka_unit_test(home_and_end_show_both_ends),
        cmocka_unit_test(the_cursor_stands_on_what_it_edits),
        cmocka_unit_test(editing_in_the_middle_moves_what_follows),
        cmocka_unit_test(killing_all_of_it_clears_the_row),
        cmocka_unit_test(enter_in_a_scrolled_line_prints_only_cr_lf),
        cmocka_unit_test(cancel_fits_into_a_full_row),
        cmocka_unit_test(redraw_and_history_keep_the_end_in_view),
        cmocka_unit_test(moving_far_left_costs_no_more_than_the_prompt),
        cmocka_unit_test(a_long_prompt_is_cut_to_half_a_row),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
