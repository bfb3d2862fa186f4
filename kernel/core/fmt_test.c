#include "kernel/core/fmt.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tests/core/check.h"

static struct fmt_buffer buffer;
static char text[256];

/* Formats and compares; the line says where it was called. */
#define assert_printed(expected, ...)                                                              \
    do {                                                                                           \
        fmt_print(fmt_buffer_init(&buffer, text, sizeof text), __VA_ARGS__);                       \
        assert_string_equal(text, expected);                                                       \
        assert_int_equal(buffer.length, strlen(expected));                                         \
    } while (0)

static void text_and_characters_are_copied(void **state)
{
    (void)state;
    assert_printed("plain", "plain");
    assert_printed("a b c", "a %s c", "b");
    assert_printed("x%y", "%c%%%c", 'x', 'y');
    assert_printed("", "%s", "");
}

static void numbers_of_32_bits_reach_both_ends(void **state)
{
    (void)state;
    assert_printed("0 4294967295", "%u %u", 0u, UINT32_MAX);
    assert_printed("0 deadbeef ffffffff", "%x %x %x", 0u, 0xdeadbeefu, UINT32_MAX);
    assert_printed("-2147483648 -1 0 2147483647", "%d %d %d %d", INT_MIN, -1, 0, INT_MAX);
}

static void numbers_of_64_bits_reach_both_ends(void **state)
{
    (void)state;
    assert_printed("18446744073709551615", "%llu", UINT64_MAX);
    assert_printed("ffffffffffffffff", "%llx", UINT64_MAX);
    assert_printed("4294967296 100000000", "%llu %llx", 1ull << 32, 1ull << 32);
    assert_printed("9223372036854775808", "%llu", 1ull << 63);
}

static void a_width_pads_on_the_left_or_with_minus_on_the_right(void **state)
{
    (void)state;
    assert_printed("[   42][42   ][00042]", "[%5u][%-5u][%05u]", 42u, 42u, 42u);
    assert_printed("[  ab][ab  ]", "[%4s][%-4s]", "ab", "ab");
    assert_printed("[  -7][-7  ][-007]", "[%4d][%-4d][%04d]", -7, -7, -7);
    assert_printed("[0042][-2147483648]", "[%04d][%03d]", 42, INT_MIN);
    assert_printed("[   z][z   ]", "[%4c][%-4c]", 'z', 'z');
    assert_printed("[000000000009f000]", "[%016llx]", 0x9f000ull);
    assert_printed("[12345][12345]", "[%3u][%-3u]", 12345u, 12345u);
}

static void minus_beats_zero(void **state)
{
    (void)state;
    assert_printed("[42   ][42   ][-42  ]", "[%-05u][%0-5x][%-05d]", 42u, 0x42u, -42);
}

static void sizes_take_the_largest_unit_that_divides_them(void **state)
{
    (void)state;
    assert_printed("0 B", "%k", 0ull);
    assert_printed("13 B", "%k", 13ull);
    assert_printed("1025 B", "%k", 1025ull);
    assert_printed("636 KiB", "%k", 636ull << 10);
    assert_printed("4 GiB", "%k", 4ull << 30);
    assert_printed("4097 MiB", "%k", 4097ull << 20);
    assert_printed("8388608 TiB", "%k", 1ull << 63);
    assert_printed("18446744073709551615 B", "%k", UINT64_MAX);
    assert_printed("[  4 KiB][4 KiB  ]", "[%7k][%-7k]", 4096ull, 4096ull);
}

static void a_mistaken_conversion_prints_itself(void **state)
{
    const char *unknown = "%q %5y %lu %lld";

    (void)state;
    assert_printed("%q %y %lu %lld", unknown);
    const char *cut = "100%";
    assert_printed("100%", cut);
    const char *then_known = "%llk %u";
    assert_printed("%llk 5", then_known, 5u);
}

static void a_full_buffer_drops_the_rest_and_stays_ended(void **state)
{
    char small[6] = "######";

    (void)state;
    fmt_print(fmt_buffer_init(&buffer, small, 5), "%s", "abcdefgh");
    assert_memory_equal(small, "abcd\0#", 6);
    assert_int_equal(buffer.length, 4);
    fmt_print(fmt_buffer_init(&buffer, small, 1), "x");
    assert_string_equal(small, "");
    assert_int_equal(buffer.length, 0);
}

static void division_agrees_with_the_processor(void **state)
{
    static const uint32_t divisors[] = {1,    2,           3,           10,        255,
                                        4096, 0x7fffffffu, 0x80000001u, UINT32_MAX};
    uint64_t seed = 1;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        uint64_t value = random_next(&seed) >> (i % 64);
        uint32_t divisor = divisors[i % LENGTH_OF(divisors)];
        uint32_t remainder;
        assert_true(fmt_divide(value, divisor, &remainder) == value / divisor);
        assert_int_equal(remainder, value % divisor);
    }
}

static void random_numbers_agree_with_the_c_library(void **state)
{
    char expected[64];
    uint64_t seed = 2;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        uint64_t value = random_next(&seed) >> (i % 64);
        snprintf(expected, sizeof expected, "%" PRIu64 " %020" PRIx64 " %d", value, value,
                 (int)(uint32_t)value);
        assert_printed(expected, "%llu %020llx %d", value, value, (int)(uint32_t)value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_characters_are_copied),
        cmocka_unit_test(numbers_of_32_bits_reach_both_ends),
        cmocka_unit_test(numbers_of_64_bits_reach_both_ends),
        cmocka_unit_test(a_width_pads_on_the_left_or_with_minus_on_the_right),
        cmocka_unit_test(minus_beats_zero),
        cmocka_unit_test(sizes_take_the_largest_unit_that_divides_them),
        cmocka_unit_test(a_mistaken_conversion_prints_itself),
        cmocka_unit_test(a_full_buffer_drops_the_rest_and_stays_ended),
        cmocka_unit_test(division_agrees_with_the_processor),
        cmocka_unit_test(random_numbers_agree_with_the_c_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
