/* Keys and lines: what each key does to the text and to the screen. */
#include "shell/line/line_fixture_test.h"

#include <stdio.h>

struct key_case {
    const char *before; /* | is the cursor */
    const char *keys;
    const char *after;
    size_t bells;
};

static void check_case(const struct key_case *c)
{
    struct fixture *f = fixture_new(NULL, NULL);

    print_message("%s\n", c->before);
    type_at(f, c->before);
    type(f, c->keys);
    assert_line(f, c->after);
    assert_int_equal(f->bells, c->bells);
    assert_int_equal(f->ready + f->cancelled, 0);
    free(f);
}

#define CHECK_CASES(cases)                                                                         \
    for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)                                \
    check_case(&(cases)[i])

static void arrows_move_by_a_character(void **state)
{
    static const struct key_case CASES[] = {
        {"abc|", "\033[D", "ab|c", 0},    {"abc|", "\033OD", "ab|c", 0},
        {"abc|", "\002", "ab|c", 0},      {"|abc", "\033[C", "a|bc", 0},
        {"|abc", "\033OC", "a|bc", 0},    {"|abc", "\006", "a|bc", 0},
        {"|abc", "\033[D", "|abc", 1},    {"|abc", "\002\002", "|abc", 2},
        {"abc|", "\033[C", "abc|", 1},    {"abc|", "\006", "abc|", 1},
        {"abc|", "\033[1;2D", "ab|c", 0}, {"abc|", "\033[D\033[D\033[C", "ab|c", 0},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void home_and_end_go_all_the_way(void **state)
{
    static const struct key_case CASES[] = {
        {"ab|c", "\001", "|abc", 0},    {"ab|c", "\033[H", "|abc", 0},
        {"ab|c", "\033[1~", "|abc", 0}, {"ab|c", "\033[7~", "|abc", 0},
        {"ab|c", "\033OH", "|abc", 0},  {"a|bc", "\005", "abc|", 0},
        {"a|bc", "\033[F", "abc|", 0},  {"a|bc", "\033[4~", "abc|", 0},
        {"a|bc", "\033[8~", "abc|", 0}, {"a|bc", "\033OF", "abc|", 0},
        {"|abc", "\001", "|abc", 0},    {"abc|", "\005", "abc|", 0},
        {"|", "\001\005", "|", 0},      {"a|bc", "\033[1;5H", "|abc", 0},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void words_are_letters_and_digits(void **state)
{
    static const struct key_case CASES[] = {
        {"mem who 0x1f|", "\033b", "mem who |0x1f", 0},
        {"mem who |0x1f", "\033b", "mem |who 0x1f", 0},
        {"mem w|ho", "\033B", "mem |who", 0},
        {"  mem|", "\033b\033b", "|  mem", 0},
        {"|mem", "\033b", "|mem", 1},
        {"|mem who", "\033f", "mem| who", 0},
        {"mem| who", "\033F", "mem who|", 0},
        {"mem who|", "\033f", "mem who|", 1},
        {"__k_end|", "\033b\033b", "__|k_end", 0},
        {"aa bb|", "\033[1;5D", "aa |bb", 0},
        {"aa bb|", "\033[1;3D", "aa |bb", 0},
        {"aa bb|", "\033[5D", "aa |bb", 0},
        {"|aa bb", "\033[1;5C", "aa| bb", 0},
        {"|aa bb", "\033[1;3C", "aa| bb", 0},
        {"aa bb|", "\033[1;;5D", "aa b|b", 0},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void erasing_takes_one_character(void **state)
{
    static const struct key_case CASES[] = {
        {"abc|", "\177", "ab|", 0},     {"abc|", "\010", "ab|", 0},
        {"a|bc", "\177", "|bc", 0},     {"|abc", "\177", "|abc", 1},
        {"|", "\010", "|", 1},          {"a|bc", "\004", "a|c", 0},
        {"|a", "\004", "|", 0},         {"a|bc", "\033[3~", "a|c", 0},
        {"abc|", "\004", "abc|", 1},    {"|", "\004", "|", 1},
        {"abc|", "\033[3~", "abc|", 1}, {"ab|", "\177\177\177", "|", 1},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void killing_cuts_and_yanking_pastes(void **state)
{
    static const struct key_case CASES[] = {
        {"mem| who", "\013", "mem|", 0},
        {"mem| who", "\025", "| who", 0},
        {"mem who|", "\013", "mem who|", 1},
        {"|mem who", "\025", "|mem who", 1},
        {"mem who 1|", "\027", "mem who |", 0},
        {"mem 0x1-2 |x", "\027", "mem |x", 0},
        {"mem 0x1-2|", "\033\177", "mem 0x1-|", 0},
        {"mem 0x1-2|", "\033\010", "mem 0x1-|", 0},
        {"|mem", "\033\177", "|mem", 1},
        {"mem| who 1", "\033d", "mem| 1", 0},
        {"mem |who", "\033D", "mem |", 0},
        {"mem|", "\033d", "mem|", 1},
        {"abc|", "\031", "abc|", 1},
        {"mem| who", "\013\031\031", "mem who who|", 0},
        {"mem |who", "\025\005\031", "whomem |", 0},
        {"a b c|", "\027\027\031", "a b c|", 0},
        {"|a b c", "\033d\033d\031", "a b| c", 0},
        {"ab|cd", "\025\013\031", "abcd|", 0},
        {"a b c|", "\027\002\006\027\031", "a b |", 0},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void transposing_swaps_two_characters(void **state)
{
    static const struct key_case CASES[] = {
        {"mme|", "\024", "mem|", 0}, {"m|em", "\024", "em|m", 0}, {"a|bcd", "\024\024", "bca|d", 0},
        {"|mem", "\024", "|mem", 1}, {"m|", "\024", "m|", 1},     {"|", "\024", "|", 1},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void text_goes_in_at_the_cursor(void **state)
{
    static const struct key_case CASES[] = {
        {"|", "mem", "mem|", 0},
        {"mm|", "\002e", "me|m", 0},
        {"|who", "mem ", "mem |who", 0},
        {"mem|", "   ", "mem   |", 0},
        {"mem  |", "\002\002x", "memx|  ", 0},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void unknown_sequences_leave_no_rubbish(void **state)
{
    static const struct key_case CASES[] = {
        {"a|b", "\033[5~", "a|b", 0},
        {"a|b", "\033[15;2~", "a|b", 0},
        {"a|b", "\033OP", "a|b", 0},
        {"a|b", "\033[[A", "a|b", 0},
        {"a|b", "\033[?1;2c", "a|b", 0},
        {"a|b", "\033[>0;276;0c", "a|b", 0},
        {"a|b", "\033[24;80R", "a|b", 0},
        {"a|b", "\033[1 q", "a|b", 0},
        {"a|b", "\033[?1A", "a|b", 0},
        {"a|b", "\033[99999999999D", "|ab", 0},
        {"a|b", "\033x", "a|b", 0},
        {"a|b", "\033]", "a|b", 0},
        {"a|b", "\033\033[D", "|ab", 0},
        {"a|b", "\033[\033[D", "|ab", 0},
        {"a|b", "\033[1;2;3;4;5D", "|ab", 0},
        {"a|b", "\033[4294967299~", "a|b", 0},
        {"a|b", "\033[200~x\033[201~", "ax|b", 0},
        /* One leaves nothing for the next. */
        {"a|b", "\033[?1A\033[D", "|ab", 0},
        {"a|b c", "\033[1;5C\033[3~", "ab|c", 0},
        {"a|b", "\033[123456789~\033[123456789~", "a|b", 0},
        /* 16 bytes are no key: what follows is text again. */
        {"|", "\033[0123456789012345D", "D|", 0},
        {"|", "\033[012345678901234D!", "!|", 1},
    };

    (void)state;
    CHECK_CASES(CASES);
}

static void other_bytes_ring_and_do_nothing(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type_at(f, "a|b");
    for (unsigned byte = 0x80; byte < 0x100; byte++)
        type_byte(f, (uint8_t)byte);
    assert_int_equal(f->bells, 0x80);
    for (const char *c = "OQSVXZ\\]^_"; *c != '\0'; c++)
        type_byte(f, CONTROL(*c));
    type_byte(f, 0);
    assert_int_equal(f->bells, 0x80 + 11);
    type(f, "\033[\x9b\033\x9b"); /* inside a sequence too */
    assert_int_equal(f->bells, 0x80 + 13);
    assert_line(f, "a|b");
    free(f);
}

static void a_sequence_never_swallows_enter_or_cancel(void **state)
{
    static const char *const BEGUN[] = {"\033", "\033[", "\033O", "\033[1;", "\033[[", "\033[?"};
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    for (size_t i = 0; i < sizeof(BEGUN) / sizeof(BEGUN[0]); i++) {
        type(f, "mem");
        type(f, BEGUN[i]);
        type(f, "\r");
        assert_int_equal(f->ready, i + 1);
        assert_string_equal(f->entered, "mem");
        type(f, BEGUN[i]);
        type(f, "\003x");
        assert_int_equal(f->cancelled, i + 1);
        assert_line(f, "x|");
        type(f, "\025");
    }
    free(f);
}

static void typing_at_the_end_echoes_that_character(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    assert_int_equal(f->written, PROMPT_LENGTH);
    type(f, "mem e820 raw");
    assert_int_equal(f->written, PROMPT_LENGTH + 12);
    type(f, "\033[D");
    assert_int_equal(f->written, PROMPT_LENGTH + 13);
    free(f);
}

static void cr_lf_and_both_end_a_line_once(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type(f, "one\rtwo\nthree\r\nfour");
    assert_int_equal(f->ready, 3);
    assert_string_equal(f->entered, "three");
    assert_line(f, "four|");
    assert_string_equal(terminal_row(f, 1), PROMPT "three");
    assert_string_equal(terminal_row(f, 3), PROMPT "one");
    assert_int_equal(f->row, 3);
    type(f, "\r\n\r\n\n\n");
    assert_int_equal(f->ready, 7);
    assert_string_equal(f->entered, "");
    assert_int_equal(f->bells, 0);
    free(f);
}

static void enter_takes_the_whole_line_wherever_the_cursor_is(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type_at(f, "me|m who");
    type(f, "\r");
    assert_string_equal(f->entered, "mem who");
    assert_string_equal(terminal_row(f, 1), PROMPT "mem who");
    assert_int_equal(f->written, 2 + PROMPT_LENGTH);
    assert_line(f, "|");
    free(f);
}

static void cancel_drops_the_line_and_shows_it(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type_at(f, "mem| grab");
    type(f, "\003");
    assert_int_equal(f->cancelled, 1);
    assert_int_equal(f->ready, 0);
    assert_string_equal(terminal_row(f, 1), PROMPT "mem grab^C");
    assert_line(f, "|");
    type(f, "x \003\003");
    assert_int_equal(f->cancelled, 3);
    assert_string_equal(terminal_row(f, 2), PROMPT "x ^C");
    assert_string_equal(terminal_row(f, 1), PROMPT "^C");
    type(f, "\033[A"); /* what was cancelled is not in the history */
    assert_int_equal(f->bells, 1);
    assert_line(f, "|");
    free(f);
}

static void clear_leaves_the_line_alone_on_the_screen(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);

    (void)state;
    type_at(f, "mem| who");
    type(f, "\014");
    assert_line(f, "mem| who");
    assert_int_equal(f->row, 0);
    free(f);
}

static void a_full_line_rings_and_loses_nothing(void **state)
{
    struct fixture *f = fixture_new(NULL, NULL);
    char full[LINE_SIZE];

    (void)state;
    for (size_t i = 0; i < LINE_SIZE - 1; i++)
        full[i] = (char)('a' + i % 26);
    full[LINE_SIZE - 1] = '\0';
    type(f, full);
    assert_int_equal(f->bells, 0);
    type(f, "x\001x");
    assert_int_equal(f->bells, 2);
    assert_string_equal(line_text(&f->line), full);
    type(f, "\005\177\027\031\031"); /* what is killed comes back once and does not fit twice */
    assert_int_equal(f->bells, 3);
    full[LINE_SIZE - 2] = '\0';
    type(f, "\r");
    assert_string_equal(f->entered, full);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrows_move_by_a_character),
        cmocka_unit_test(home_and_end_go_all_the_way),
        cmocka_unit_test(words_are_letters_and_digits),
        cmocka_unit_test(erasing_takes_one_character),
        cmocka_unit_test(killing_cuts_and_yanking_pastes),
        cmocka_unit_test(transposing_swaps_two_characters),
        cmocka_unit_test(text_goes_in_at_the_cursor),
        cmocka_unit_test(unknown_sequences_leave_no_rubbish),
        cmocka_unit_test(other_bytes_ring_and_do_nothing),
        cmocka_unit_test(a_sequence_never_swallows_enter_or_cancel),
        cmocka_unit_test(typing_at_the_end_echoes_that_character),
        cmocka_unit_test(cr_lf_and_both_end_a_line_once),
        cmocka_unit_test(enter_takes_the_whole_line_wherever_the_cursor_is),
        cmocka_unit_test(cancel_drops_the_line_and_shows_it),
        cmocka_unit_test(clear_leaves_the_line_alone_on_the_screen),
        cmocka_unit_test(a_full_line_rings_and_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
