#include "kernel/core/log.h"

#include <stdio.h>
#include <string.h>

#include "tests/core/check.h"

static struct log kernel_log;

static int start(void **state)
{
    (void)state;
    memset(&kernel_log, 0xee, sizeof kernel_log);
    log_init(&kernel_log);
    return 0;
}

static void write_line(uint64_t tsc, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    log_write(&kernel_log, tsc, format, arguments);
    va_end(arguments);
}

static void an_empty_log_has_no_line(void **state)
{
    (void)state;
    assert_int_equal(log_first(&kernel_log), 0);
    assert_null(log_at(&kernel_log, 0));
    assert_null(log_at(&kernel_log, UINT32_MAX));
}

static void lines_keep_their_numbers_stamp_and_text(void **state)
{
    (void)state;
    write_line(5, "frame %u at 0x%llx", 3u, 0x3000ull);
    write_line(UINT64_MAX, "second");
    assert_string_equal(log_at(&kernel_log, 0)->text, "frame 3 at 0x3000");
    assert_true(log_at(&kernel_log, 0)->tsc == 5);
    assert_string_equal(log_at(&kernel_log, 1)->text, "second");
    assert_true(log_at(&kernel_log, 1)->tsc == UINT64_MAX);
    assert_null(log_at(&kernel_log, 2));
}

static void the_oldest_lines_go_first(void **state)
{
    char expected[16];

    (void)state;
    for (unsigned i = 0; i < LOG_LINES + 5; i++)
        write_line(i, "line %u", i);
    assert_int_equal(log_first(&kernel_log), 5);
    assert_null(log_at(&kernel_log, 4));
    for (unsigned i = 5; i < LOG_LINES + 5; i++) {
        snprintf(expected, sizeof expected, "line %u", i);
        assert_string_equal(log_at(&kernel_log, i)->text, expected);
    }
    assert_null(log_at(&kernel_log, LOG_LINES + 5));
}

static void a_long_line_is_cut(void **state)
{
    char text[300];

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    write_line(0, "%s", text);
    assert_int_equal(strlen(log_at(&kernel_log, 0)->text), LOG_TEXT_SIZE - 1);
}

static void what_is_not_plain_is_replaced(void **state)
{
    (void)state;
    write_line(0, "%s", "a\"b\\c\x01\n\x7f\xff~ ");
    assert_string_equal(log_at(&kernel_log, 0)->text, "a'b/c\?\?\?\?~ ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_empty_log_has_no_line, start),
        cmocka_unit_test_setup(lines_keep_their_numbers_stamp_and_text, start),
        cmocka_unit_test_setup(the_oldest_lines_go_first, start),
        cmocka_unit_test_setup(a_long_line_is_cut, start),
        cmocka_unit_test_setup(what_is_not_plain_is_replaced, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
