#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>

#include "memviz/stream/fields.h"
#include "memviz/stream/members.h"

static bool parse(struct members *members, const char *text)
{
    return members_parse(members, text, strlen(text));
}

static void every_kind_of_value_is_told(void **state)
{
    (void)state;
    struct members members;
    assert_true(parse(&members, "{\"a\":\"x\",\"b\":-1.5e+3,\"c\":true,\"d\":false,\"e\":null,"
                                "\"f\":[1,{\"g\":[]}],\"h\":{}}"));
    static const enum member_kind kinds[] = {MEMBER_STRING, MEMBER_NUMBER, MEMBER_TRUE,
                                             MEMBER_FALSE,  MEMBER_OTHER,  MEMBER_OTHER,
                                             MEMBER_OTHER};
    assert_int_equal(members.count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(members.items[i].kind, kinds[i]);
    assert_null(members_find(&members, "g"));
    assert_int_equal(members_find(&members, "b")->length, 7);
    assert_memory_equal(members_find(&members, "f")->text, "[1,{\"g\":[]}]", 12);
}

static void what_is_no_object_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{",
        "}",
        "[]",
        "1",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":+1}",
        "{\"a\":tru}",
        "{\"a\":\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":[1,]}",
        "{\"a\":{\"b\"}}",
        "{\"a\":1}x",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\x7f\"}",
        "{\"a\":\"\xc3\xa9\"}",
        "{\"a\":[[[[[[[[[[[[]]]]]]]]]]]]}",
    };
    struct members members;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (parse(&members, texts[i]))
            fail_msg("accepted: %s", texts[i]);
    }
}

static void more_members_than_there_is_room_for_are_refused(void **state)
{
    (void)state;
    struct members members;
    char text[1024] = "{";
    for (unsigned i = 0; i <= MEMBERS_MAX; i++) {
        char end[1100];
        snprintf(end, sizeof end, "%s\"m%u\":1}", text, i);
        assert_int_equal(parse(&members, end), i < MEMBERS_MAX);
        sprintf(text + strlen(text), "\"m%u\":1,", i);
    }
}

static void hex_is_lower_case_digits_only(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "0x1", "A", " 1", "1 ", "-1", "10000000000000000"};
    uint64_t value = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(fields_parse_hex(bad[i], strlen(bad[i]), &value));
        assert_int_equal(value, 7);
    }
    assert_true(fields_parse_hex("ffffffffffffffff", 16, &value));
    assert_int_equal(value, UINT64_MAX);
    assert_true(fields_parse_hex("0", 1, &value));
    assert_int_equal(value, 0);
}

static void escapes_become_characters(void **state)
{
    (void)state;
    struct members members;
    char text[64];
    assert_true(parse(
        &members, "{\"t\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20ac\\ud83d\\u0000.\"}"));
    assert_true(fields_get_text(&members, "t", text, sizeof text));
    assert_string_equal(text, "\"\\/.....A\xc3\xa9??..");
    /* What does not fit is cut between characters. */
    char small[12];
    assert_true(fields_get_text(&members, "t", small, sizeof small));
    assert_string_equal(small, "\"\\/.....A\xc3\xa9");
    char smaller[11];
    assert_true(fields_get_text(&members, "t", smaller, sizeof smaller));
    assert_string_equal(smaller, "\"\\/.....A");
}

static void numbers_keep_to_their_bounds(void **state)
{
    (void)state;
    struct members members;
    uint64_t big = 7;
    uint32_t number = 7;
    assert_true(parse(&members, "{\"a\":4294967295,\"b\":4294967296,\"c\":9223372036854775807,"
                                "\"d\":9223372036854775808,\"e\":-1,\"f\":1.0,\"g\":\"1\","
                                "\"h\":99999999999999999999}"));
    assert_true(fields_get_number(&members, "a", &number));
    assert_int_equal(number, UINT32_MAX);
    assert_false(fields_get_number(&members, "b", &number));
    assert_true(fields_get_big_number(&members, "c", &big));
    assert_int_equal(big, INT64_MAX);
    static const char *const bad[] = {"d", "e", "f", "g", "h", "i"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(fields_get_big_number(&members, bad[i], &big));
    assert_int_equal(big, INT64_MAX);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Against another parser of JSON, on texts near to correct ones. Where ours is
 * stricter by intent (bytes beyond ASCII, depth, count) the texts do not go;
 * jansson refuses integers that do not fit 64 bits and halves of surrogates. */
static void it_agrees_with_another_parser(void **state)
{
    (void)state;
    static const char base[] = "{\"n\":\"1f\",\"t\":\"x\\u0041\\n\",\"i\":-12,\"f\":1.5e2,\"l\":[1,"
                               "{\"q\":null}],\"b\":true,\"z\":{}}";
    static const char alphabet[] = "{}[]\":,\\0123456789-+.eEtrufalsn \x01";
    uint32_t seed = 0x1badb002;
    unsigned accepted = 0;
    for (unsigned i = 0; i < 200000; i++) {
        char text[sizeof base];
        memcpy(text, base, sizeof base);
        for (unsigned k = next_random(&seed) % 3; k < 3; k++) {
            text[next_random(&seed) % (sizeof base - 1)] =
                alphabet[next_random(&seed) % (sizeof alphabet - 1)];
        }
        struct members members;
        bool ours = parse(&members, text);
        json_t *other = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
        if (ours != (other != NULL))
            fail_msg("%s: %s", ours ? "only ours accepts" : "only ours refuses", text);
        accepted += ours;
        json_decref(other);
    }
    assert_in_range(accepted, 5000, 195000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_told),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(more_members_than_there_is_room_for_are_refused),
        cmocka_unit_test(hex_is_lower_case_digits_only),
        cmocka_unit_test(escapes_become_characters),
        cmocka_unit_test(numbers_keep_to_their_bounds),
        cmocka_unit_test(it_agrees_with_another_parser),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
