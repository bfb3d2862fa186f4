#include "kernel/core/json.h"

#include <jansson.h>
#include <string.h>

#include "tests/core/check.h"

static char text[2048];
static struct fmt_buffer buffer;

static struct json start(void)
{
    return json_init(fmt_buffer_init(&buffer, text, sizeof text));
}

static void members_are_separated_by_commas_and_nothing_else(void **state)
{
    struct json json = start();

    (void)state;
    json_open_object(&json, NULL);
    json_number(&json, "a", 1);
    json_open_list(&json, "list");
    json_open_object(&json, NULL);
    json_close_object(&json);
    json_open_object(&json, NULL);
    json_bool(&json, "x", true);
    json_bool(&json, "y", false);
    json_close_object(&json);
    json_number(&json, NULL, 7);
    json_close_list(&json);
    json_open_object(&json, "empty");
    json_close_object(&json);
    json_text(&json, "last", "z");
    json_close_object(&json);
    assert_string_equal(text, "{\"a\":1,\"list\":[{},{\"x\":true,\"y\":false},7],"
                              "\"empty\":{},\"last\":\"z\"}");
}

static void numbers_are_decimal_and_addresses_hex_strings(void **state)
{
    struct json json = start();

    (void)state;
    json_open_object(&json, NULL);
    json_number(&json, "n", UINT64_MAX);
    json_hex(&json, "zero", 0);
    json_hex(&json, "all", UINT64_MAX);
    json_close_object(&json);
    assert_string_equal(text, "{\"n\":18446744073709551615,\"zero\":\"0\","
                              "\"all\":\"ffffffffffffffff\"}");
}

static void a_span_may_be_all_of_the_address_space(void **state)
{
    struct json json = start();

    (void)state;
    json_hex_span(&json, NULL, 0, UINT64_MAX);
    json_hex_span(&json, NULL, 1, UINT64_MAX);
    json_hex_span(&json, NULL, 5, 5);
    assert_string_equal(text, "\"10000000000000000\",\"ffffffffffffffff\",\"1\"");
}

static void every_byte_comes_back_from_another_parser(void **state)
{
    char all[256];
    struct json json = start();

    (void)state;
    for (unsigned i = 1; i < 256; i++)
        all[i - 1] = (char)i;
    all[255] = '\0';
    json_open_object(&json, NULL);
    json_text(&json, "text", all);
    json_close_object(&json);
    for (size_t i = 0; i < buffer.length; i++)
        assert_in_range(text[i], 0x20, 0x7e);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    const unsigned char *got =
        (const unsigned char *)json_string_value(json_object_get(root, "text"));
    for (unsigned i = 1; i < 256; i++) { /* bytes above 0x7f come as two of UTF-8 */
        unsigned code = *got++;
        if (code >= 0x80)
            code = (code & 0x1fu) << 6 | (*got++ & 0x3fu);
        assert_int_equal(code, i);
    }
    json_decref(root);
}

static void names_are_escaped_too(void **state)
{
    struct json json = start();

    (void)state;
    json_bool(&json, "a\"b\\\n", true);
    assert_string_equal(text, "\"a\\u0022b\\u005c\\u000a\":true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_separated_by_commas_and_nothing_else),
        cmocka_unit_test(numbers_are_decimal_and_addresses_hex_strings),
        cmocka_unit_test(a_span_may_be_all_of_the_address_space),
        cmocka_unit_test(every_byte_comes_back_from_another_parser),
        cmocka_unit_test(names_are_escaped_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
