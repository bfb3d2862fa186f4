#include "kernel/core/symbols.h"

#include "tests/core/check.h"

/* Three functions from 0x100020 on, nothing after them, and an object. */
static const uint16_t steps[] = {0, 0x10, 0x3ff0, 0xbfff, 0xffff, 0x40};
static const struct symbols symbols = {6, 0x100020, steps, "entry\0alpha\0omega\0\0uart.state\0"};

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
    assert_found(0x12001e, "uart.state", 0);
    assert_found(0x12005d, "uart.state", 0x3f);
}

static void outside_of_all_there_is_no_symbol(void **state)
{
    static const uint32_t addresses[] = {0,        0x10001f, 0x11001f,  0x12001d,
                                         0x12005e, 0x800000, UINT32_MAX};
    uint32_t offset = 0xdead;

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(addresses); i++)
        assert_null(symbols_find(&symbols, addresses[i], &offset));
    assert_int_equal(offset, 0xdead);
}

static void an_empty_table_knows_nothing(void **state)
{
    const struct symbols none = {0, 0, steps, ""};
    uint32_t offset;

    (void)state;
    assert_null(symbols_find(&none, 0, &offset));
    assert_null(symbols_find(&none, 0x100020, &offset));
    struct symbols_walk walk = symbols_walk(&none);
    assert_false(symbols_next(&walk));
}

static void a_walk_meets_each_name_once(void **state)
{
    static const struct {
        const char *name;
        uint32_t address;
    } all[] = {
        {"entry", 0x100020}, {"alpha", 0x100030}, {"omega", 0x104020}, {"uart.state", 0x12001e}};
    struct symbols_walk walk = symbols_walk(&symbols);

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(all); i++) {
        assert_true(symbols_next(&walk));
        assert_string_equal(walk.name, all[i].name);
        assert_int_equal(walk.address, all[i].address);
    }
    assert_false(symbols_next(&walk));
    assert_false(symbols_next(&walk));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_belongs_to_the_function_at_or_below_it),
        cmocka_unit_test(outside_of_all_there_is_no_symbol),
        cmocka_unit_test(an_empty_table_knows_nothing),
        cmocka_unit_test(a_walk_meets_each_name_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
