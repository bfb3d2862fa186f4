#include "kernel/core/symbols.h"

#include "tests/core/check.h"

/* Three functions from 0x100020 on, and the end of the code. */
static const uint16_t distances[] = {0, 0x10, 0x4000, 0xffff};
static const struct symbols symbols = {4, 0x100020, distances, "entry\0alpha\0omega"};

static void assert_found(uint32_t address, const char *name, uint32_t offset)
{
    uint32_t found = 0xdead;

    assert_string_equal(symbols_find(&symbols, address, &found), name);
    assert_int_equal(found, offset);
}

static void an_address_belongs_to_the_function_at_or_below_it(void **state)
{
    (void)state;
    assert_found(0x100020, "entry", 0);
    assert_found(0x10002f, "entry", 0xf);
    assert_found(0x100030, "alpha", 0);
    assert_found(0x10401f, "alpha", 0x3fef);
    assert_found(0x104020, "omega", 0);
    assert_found(0x11001e, "omega", 0xbffe);
}

static void outside_the_code_there_is_no_function(void **state)
{
    static const uint32_t addresses[] = {0, 0x10001f, 0x11001f, 0x110020, 0x800000, UINT32_MAX};
    uint32_t offset = 0xdead;

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(addresses); i++)
        assert_null(symbols_find(&symbols, addresses[i], &offset));
    assert_int_equal(offset, 0xdead);
}

static void an_empty_table_knows_nothing(void **state)
{
    const struct symbols none = {0, 0, distances, ""};
    uint32_t offset;

    (void)state;
    assert_null(symbols_find(&none, 0, &offset));
    assert_null(symbols_find(&none, 0x100020, &offset));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_belongs_to_the_function_at_or_below_it),
        cmocka_unit_test(outside_the_code_there_is_no_function),
        cmocka_unit_test(an_empty_table_knows_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
