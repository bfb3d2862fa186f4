#include "shell/args.h"

#include <string.h>

#include "layout_constants.h"
#include "tests/shell/fixture.h"

static void assert_words(const char *line, const char *const *words, size_t count)
{
    struct args args;

    args_split(&args, line);
    assert_int_equal(args.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(args.words[i], words[i]);
}

static void words_are_separated_by_blanks_of_any_number(void **state)
{
    static const char *const words[] = {"mem", "dump", "1M"};

    (void)state;
    assert_words("mem dump 1M", words, 3);
    assert_words("  mem\t dump   1M \t", words, 3);
    assert_words("mem", words, 1);
    assert_words("", words, 0);
    assert_words(" \t ", words, 0);
}

static void flags_stand_anywhere_and_are_no_words(void **state)
{
    static const char *const words[] = {"mem", "heap"};
    struct args args;

    (void)state;
    assert_words("-j mem heap", words, 2);
    assert_words("mem -j heap -x", words, 2);
    args_split(&args, "mem heap");
    assert_false(args.json || args.hex || args.bad_option != NULL);
    args_split(&args, "mem -x heap -j");
    assert_true(args.json && args.hex && args.bad_option == NULL);
    args_split(&args, "mem -f set -w 4 1M -s 2");
    assert_true(args.force && args.stop && args.count == 4);
    assert_string_equal(args.width, "4");
    assert_string_equal(args.words[3], "2");
    args_split(&args, "mem set -w");
    assert_string_equal(args.width, "");
    assert_false(args_is_empty(&args));
}

static void what_looks_like_an_option_is_not_taken_for_a_word(void **state)
{
    static const char *const words[] = {"a", "-", "-1", "--"};
    struct args args;

    (void)state;
    args_split(&args, "mem -z heap -q -j");
    assert_string_equal(args.bad_option, "-z");
    assert_int_equal(args.count, 2);
    args_split(&args, "-jx");
    assert_string_equal(args.bad_option, "-jx");
    assert_words("a - -1 --", words, 4);
}

static void the_first_word_too_many_is_kept(void **state)
{
    char line[LINE_SIZE] = "";
    struct args args;

    (void)state;
    for (unsigned i = 0; i < ARGS_MAX; i++)
        strcat(line, "w ");
    args_split(&args, line);
    assert_int_equal(args.count, ARGS_MAX);
    assert_null(args.too_many);
    strcat(line, "x y");
    args_split(&args, line);
    assert_int_equal(args.count, ARGS_MAX);
    assert_string_equal(args.too_many, "x");
}

static void a_line_that_is_too_long_is_cut(void **state)
{
    char line[2 * LINE_SIZE];
    struct args args;

    (void)state;
    memset(line, 'a', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    args_split(&args, line);
    assert_int_equal(args.count, 1);
    assert_int_equal(strlen(args.words[0]), LINE_SIZE - 1);
}

static void numbers_are_read_exactly(void **state)
{
    static const struct {
        const char *word;
        uint64_t value;
    } cases[] = {
        {"0", 0},
        {"1048576", 1048576},
        {"007", 7}, /* decimal: nobody means octal here */
        {"0x0", 0},
        {"0X1F", 0x1f},
        {"0xdeadBEEF", 0xdeadbeef},
        {"4K", 4096},
        {"4k", 4096},
        {"2M", 2097152},
        {"3g", 3221225472ull},
        {"1T", 1ull << 40},
        {"0T", 0},
        {"18446744073709551615", UINT64_MAX},
        {"18446744073709551609", UINT64_MAX - 6},
        {"0xffffffffffffffff", UINT64_MAX},
        {"0x0000000000000000001", 1},
        {"18014398509481983K", UINT64_MAX - 1023},
        {"16777215T", 16777215ull << 40},
        {"17179869183G", 17179869183ull << 30},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        uint64_t value = 77;
        assert_int_equal(args_read_number(cases[i].word, &value), ARGS_NUMBER_OK);
        assert_int_equal(value, cases[i].value);
    }
}

static void numbers_past_64_bits_are_too_large(void **state)
{
    static const char *const words[] = {
        "18446744073709551616",  "18446744073709551620",
        "99999999999999999999",  "184467440737095516150",
        "0x10000000000000000",   "0xfffffffffffffffff",
        "18014398509481984K",    "17592186044416M",
        "17179869184G",          "16777216T",
        "18446744073709551615K", "99999999999999999999q",
    };

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(words); i++) {
        uint64_t value = 77;
        assert_int_equal(args_read_number(words[i], &value), ARGS_NUMBER_TOO_LARGE);
        assert_int_equal(value, 77);
    }
}

static void what_is_no_number_is_malformed(void **state)
{
    static const char *const words[] = {"",    "x",   "0x",  "0xg", "0x1g", "0x1K", "12q",
                                        "1KK", "1 ",  "K",   "-1",  "+1",   "1.5",  "0x-1",
                                        "1Ki", "1e3", "1+1", "0b1", "\xff", "1M0"};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(words); i++) {
        uint64_t value = 77;
        assert_int_equal(args_read_number(words[i], &value), ARGS_NUMBER_MALFORMED);
        assert_int_equal(value, 77);
    }
}

static void a_tag_begins_with_a_letter_and_fits(void **state)
{
    static const char *const good[] = {"a", "Z9", "probe-grab", "a.b_c-d", "abcdefghijklmno"};
    static const char *const bad[] = {
        "", "-1", "1", "4K", "_a", ".a", "a b", "a\"", "a\\", "abcdefghijklmnop", "\xe9"};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(good); i++)
        assert_true(args_is_tag(good[i]));
    for (size_t i = 0; i < LENGTH_OF(bad); i++)
        assert_false(args_is_tag(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_separated_by_blanks_of_any_number),
        cmocka_unit_test(flags_stand_anywhere_and_are_no_words),
        cmocka_unit_test(what_looks_like_an_option_is_not_taken_for_a_word),
        cmocka_unit_test(the_first_word_too_many_is_kept),
        cmocka_unit_test(a_line_that_is_too_long_is_cut),
        cmocka_unit_test(numbers_are_read_exactly),
        cmocka_unit_test(numbers_past_64_bits_are_too_large),
        cmocka_unit_test(what_is_no_number_is_malformed),
        cmocka_unit_test(a_tag_begins_with_a_letter_and_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
