#include "shell/expression.h"

#include <string.h>

#include "layout_constants.h"
#include "shell/near.h"
#include "tests/shell/fixture.h"

static enum expression_result read(struct fixture *f, const char *word, uint64_t *value)
{
    struct names names = shell_names(&f->shell);
    struct expression_error error;

    return expression_read(&names, word, value, &error);
}

static void terms_are_numbers_names_and_words_of_memory(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const uint32_t word = 0x12345678;

    const struct {
        const char *word;
        uint64_t value;
    } cases[] = {
        {"4K", 4096},
        {"STAGE1", LAYOUT_STAGE1},
        {"STAGE1_END", LAYOUT_STAGE1_END},
        {"STAGE1+0x10", LAYOUT_STAGE1 + 0x10},
        {"IVT", 0},
        {"IVT+0xffffffffffffffff", UINT64_MAX},
        {"KERNEL_OFFSET2+4K", LAYOUT_KERNEL_OFFSET2 + 4096},
        {"KHEAP_MAX_ADDR_END", 1ull << 32},
        {"__k_start", f->image.start},
        {"__k_end", f->image.end},
        {"kheap_start", f->machine.heap.start},
        {"kheap_curr", f->machine.heap.cursor},
        {"kheap_end", f->machine.heap.end},
        {"first_region_end", 0x9f000},
        {"ram_end", 0x7ff0000},
        {"first", f->image.text_start},
        {"second", f->image.start + 0x1000},
        {"uart.state", f->image.text_end + 0x1000},
        {"0x7c00+0x10", 0x7c10},
        {"STAGE1-1", LAYOUT_STAGE1 - 1},
        {"STAGE1+STAGE1", 2 * LAYOUT_STAGE1},
        {"__k_end-__k_start", f->image.end - f->image.start},
        {"16-8-4+1", 5},
        {"*0x5000", word},
        {"*0x5000+1", word + 1},
        {"1+*0x5000", word + 1},
        {"*0x5000-*0x5000", 0},
        {"**0x5004", word},
        {"0x00000000000000000000000000000000000000000000000000001", 1},
    };

    (void)state;
    memcpy(f->arena + 0x5000, &word, 4);
    memcpy(f->arena + 0x5004, "\x00\x50\x00\x00", 4);
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        uint64_t value = 77;
        if (read(f, cases[i].word, &value) != EXPRESSION_OK || value != cases[i].value)
            fail_msg("%s is 0x%llx", cases[i].word, (unsigned long long)value);
    }
    fixture_free(f);
}

static void what_cannot_be_read_has_a_reason_of_its_own(void **state)
{
    static const struct {
        const char *word;
        enum expression_result result;
    } cases[] = {
        {"STAGE", EXPRESSION_UNKNOWN},
        {"stage1", EXPRESSION_UNKNOWN},
        {"STAGE1_", EXPRESSION_UNKNOWN},
        {"STAGE12", EXPRESSION_UNKNOWN},
        {"STAGE1+x", EXPRESSION_UNKNOWN},
        {"_END", EXPRESSION_UNKNOWN},
        {"firs", EXPRESSION_UNKNOWN},
        {"first0", EXPRESSION_UNKNOWN},
        {"STAGE1+ 1", EXPRESSION_UNKNOWN},
        {"", EXPRESSION_MALFORMED},
        {"+4", EXPRESSION_MALFORMED},
        {"-4", EXPRESSION_MALFORMED},
        {"STAGE1+", EXPRESSION_MALFORMED},
        {"4++4", EXPRESSION_MALFORMED},
        {"4*4", EXPRESSION_MALFORMED},
        {"*", EXPRESSION_MALFORMED},
        {"*+4", EXPRESSION_MALFORMED},
        {"STAGE1+0xffffffffffffffff", EXPRESSION_TOO_LARGE},
        {"18446744073709551616", EXPRESSION_TOO_LARGE},
        {"0-1", EXPRESSION_NEGATIVE},
        {"__k_start-__k_end", EXPRESSION_NEGATIVE},
        {"*2G", EXPRESSION_NO_WORD},
        {"*0xffffffff", EXPRESSION_NO_WORD},
        {"*ram_end+0", EXPRESSION_OK},
        {"*0xfffffffe", EXPRESSION_NO_WORD},
        {"*4G", EXPRESSION_NO_WORD},
        {"*0xffffffffffffffff", EXPRESSION_NO_WORD},
    };
    struct fixture *f = fixture_new_bochs();

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        uint64_t value = 77;
        enum expression_result result = read(f, cases[i].word, &value);
        if (result != cases[i].result || (result != EXPRESSION_OK && value != 77))
            fail_msg("%s gave %d", cases[i].word, result);
    }
    fixture_free(f);
}

static void a_near_miss_is_answered_with_the_name(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    fixture_assert_refused(f, "mem who KERNEL_OFSET2", "did you mean KERNEL_OFFSET2?", "mem who");
    fixture_assert_refused(f, "mem who stage1", "did you mean STAGE1?", "mem who");
    fixture_assert_refused(f, "mem who 4+secnod", "'secnod' is neither", "mem who");
    fixture_assert_refused(f, "mem who secnod", "did you mean second?", "mem who");
    fixture_assert_refused(f, "mem who 3-4", "'3-4' is below 0", "mem who");
    fixture_assert_refused(f, "mem who *2G", "no memory to read a word from at 0x80000000",
                           "mem who");
    fixture_assert_refused(f, "mem dmup", "did you mean 'mem dump'?", "help");
    fixture_assert_refused(f, "hlep", "did you mean 'help'?", "help");
    assert_null(strstr(fixture_ask(f, "mem who frobnicate"), "did you mean"));
    assert_null(strstr(fixture_ask(f, "frobnicate"), "did you mean"));
    fixture_free(f);
}

static void who_names_the_symbol(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_true(text_has_line(fixture_ask(f, "mem who second+0x10"), "symbol   second+0x10\n"));
    assert_true(text_has_line(fixture_ask(f, "mem who uart.state"), "symbol   uart.state+0x0\n"));
    assert_false(text_has_line(fixture_ask(f, "mem who 0"), "symbol "));
    assert_false(text_has_line(fixture_ask(f, "mem who 4G+4K"), "symbol "));
    fixture_free(f);
}

static void the_distance_counts_slips(void **state)
{
    (void)state;
    struct near near = near_begin("abcd", 4);
    assert_false(near_offer(&near, "xxcdyy"));
    assert_true(near_offer(&near, "abXdY"));
    assert_true(near_offer(&near, "ABCDE"));
    assert_false(near_offer(&near, "abcdf"));
    assert_true(near_offer(&near, "ABCD"));
    near = near_begin("md", 2);
    assert_false(near_offer(&near, "log"));
    assert_true(near_offer(&near, "mw"));
    near = near_begin("", 0);
    assert_false(near_offer(&near, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terms_are_numbers_names_and_words_of_memory),
        cmocka_unit_test(what_cannot_be_read_has_a_reason_of_its_own),
        cmocka_unit_test(a_near_miss_is_answered_with_the_name),
        cmocka_unit_test(who_names_the_symbol),
        cmocka_unit_test(the_distance_counts_slips),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
