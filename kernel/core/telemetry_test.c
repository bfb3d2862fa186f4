#include "kernel/core/telemetry.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "tests/core/check.h"

static struct telemetry telemetry;

/* The definition of docs/telemetry.md, without looking at ours. */
static unsigned fletcher(const char *bytes, size_t size)
{
    unsigned a = 0;
    unsigned b = 0;

    while (size-- > 0) {
        a = (a + (unsigned char)*bytes++) % 255;
        b = (b + a) % 255;
    }
    return b * 256 + a;
}

static void the_checksum_is_fletcher_16(void **state)
{
    (void)state;
    assert_int_equal(telemetry_checksum("", 0), 0);
    assert_int_equal(telemetry_checksum("abcde", 5), 0xc8f0);
    assert_int_equal(telemetry_checksum("abcdef", 6), 0x2057);
    assert_int_equal(telemetry_checksum("abcdefgh", 8), 0x0627);
}

static void a_record_is_rs_object_check_lf(void **state)
{
    char expected[128];
    const char *checked = "{\"n\":\"0\",\"t\":\"boot\",\"step\":1";

    (void)state;
    telemetry_init(&telemetry, 0);
    struct json *json = telemetry_begin(&telemetry, "boot");
    json_number(json, "step", 1);
    size_t length = telemetry_end(&telemetry);
    snprintf(expected, sizeof expected, "\x1e%s,\"c\":\"%04X\"}\n", checked,
             fletcher(checked, strlen(checked)));

    assert_int_equal(length, strlen(expected));
    assert_memory_equal(telemetry.record, expected, length);
}

static void numbers_of_records_grow_by_one_in_hex(void **state)
{
    (void)state;
    telemetry_init(&telemetry, 0xfe);
    for (unsigned n = 0xfe; n < 0x102; n++) {
        char expected[32];
        telemetry_begin(&telemetry, "beat");
        assert_true(telemetry_end(&telemetry) > 0);
        snprintf(expected, sizeof expected, "\x1e{\"n\":\"%x\",\"t\":\"beat\",\"c\":", n);
        assert_memory_equal(telemetry.record, expected, strlen(expected));
    }
}

/* A record with a text of length characters; what telemetry_end() returns. */
static size_t record_with_text(size_t length)
{
    char text[TELEMETRY_RECORD_MAX * 2] = {0};

    memset(text, 'x', length);
    json_text(telemetry_begin(&telemetry, "log"), "text", text);
    return telemetry_end(&telemetry);
}

static void a_record_is_whole_and_within_512_bytes_or_refused(void **state)
{
    size_t longest = 0;

    (void)state;
    telemetry_init(&telemetry, 1);
    for (size_t length = 0; length < 1000; length++) {
        uint32_t next = telemetry.next;
        size_t size = record_with_text(length);
        assert_int_equal(telemetry.next, size == 0 ? next : next + 1);
        if (size == 0) {
            assert_true(length > 400);
            continue;
        }
        assert_true(size <= TELEMETRY_RECORD_MAX);
        assert_int_equal(telemetry.record[size - 1], '\n');
        json_t *root = json_loadb(telemetry.record + 1, size - 2, 0, NULL);
        assert_non_null(root);
        assert_int_equal(json_string_length(json_object_get(root, "text")), length);
        json_decref(root);
        longest = size;
    }
    assert_true(longest > 500);
}

static void after_a_refusal_the_next_record_is_right(void **state)
{
    (void)state;
    telemetry_init(&telemetry, 7);
    assert_int_equal(record_with_text(1000), 0);
    assert_true(record_with_text(3) > 0);
    assert_memory_equal(telemetry.record, "\x1e{\"n\":\"7\",", 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checksum_is_fletcher_16),
        cmocka_unit_test(a_record_is_rs_object_check_lf),
        cmocka_unit_test(numbers_of_records_grow_by_one_in_hex),
        cmocka_unit_test(a_record_is_whole_and_within_512_bytes_or_refused),
        cmocka_unit_test(after_a_refusal_the_next_record_is_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
