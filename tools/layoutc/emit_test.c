#define _GNU_SOURCE /* fmemopen, open_memstream */

#include "tools/layoutc/emit.h"
#include "tools/layoutc/fixture_test.h"

static void test_nasm_defines_start_and_end(void **state)
{
    (void)state;
    static const char *const parts[] = {"%define BOOT 0x7c00\n%define BOOT_END 0x7e00\n",
                                        "%define HIGH_END 0x100000000\n", NULL};
    fixture_expect_parts(emit_nasm, FIXTURE_HIGH, parts);
}

static void test_c_constants_are_plain_unsigned_numbers(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "#define LAYOUT_BOOT 0x7c00u\n#define LAYOUT_BOOT_END 0x7e00u\n",
        "#define LAYOUT_HIGH_END 0x100000000ull\n", NULL};
    fixture_expect_parts(emit_header, FIXTURE_HIGH, parts);
}

static void test_linker_assigns_symbols(void **state)
{
    (void)state;
    static const char *const parts[] = {"\nBOOT = 0x7c00;\nBOOT_END = 0x7e00;\n", NULL};
    fixture_expect_parts(emit_linker, FIXTURE_HIGH, parts);
}

static void test_rows_carry_lifetimes_and_escape_strings(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "{0x0ull, 0x500ull, \"BIOS\",\n     \"its data\", 0, LAYOUT_STEP_NEVER, LAYOUT_FIRMWARE}",
        "{0x7c00ull, 0x7e00ull, \"BOOT\",\n     \"boot sector\", 1, 2, LAYOUT_DECLARED}",
        "\"say \\\"hi\\\" \\\\\", 4, LAYOUT_STEP_NEVER, LAYOUT_DECLARED}",
        "{\"one\", \"two\", \"three\", \"four\", \"five\", \"six\"}", NULL};
    fixture_expect_parts(emit_rows, FIXTURE_HIGH, parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nasm_defines_start_and_end),
        cmocka_unit_test(test_c_constants_are_plain_unsigned_numbers),
        cmocka_unit_test(test_linker_assigns_symbols),
        cmocka_unit_test(test_rows_carry_lifetimes_and_escape_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
