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
        "{0x0ull, 0x500ull, \"BIOS\",\n     \"its data\", 0, LAYOUT_STEP_NEVER, LAYOUT_FIRMWARE, "
        "0}",
        "{0x7c00ull, 0x7e00ull, \"BOOT\",\n     \"boot sector\", 1, 2, LAYOUT_DECLARED, 0}",
        "\"say \\\"hi\\\" \\\\\", 4, LAYOUT_STEP_NEVER, LAYOUT_DECLARED, 0}",
        "{\"one\", \"two\", \"three\", \"four\", \"five\", \"six\"}", NULL};
    fixture_expect_parts(emit_rows, FIXTURE_HIGH, parts);
}

static void watch_step_4(const struct doc *doc, FILE *out)
{
    emit_watch(doc, 4, out);
}

static void watch_step_1(const struct doc *doc, FILE *out)
{
    emit_watch(doc, 1, out);
}

#define WATCHED                                                                                    \
    "| 0x1000 | 0x2000 | BUFFER | b | 4 | 5 | 1 page |\n"                                          \
    "| 0x8a000 | 0x8b000 | GUARDED | g | 1 | never | 1 page |\n"                                   \
    "| 0x8b000 | 0x90000 | LOW_STACK | s | 1 | never | 5 pages |\n"

static void test_watch_covers_what_no_row_uses_in_the_step(void **state)
{
    (void)state;
    /* The boot sector of the fixture may be reused from step 2 on. */
    static const char *const step1[] = {
        "(one)", "unwatch\nwatch w 0x500 0x7700\nwatch w 0x7e00 0x83200\n", NULL};
    static const char *const step4[] = {
        "(four)", "unwatch\nwatch w 0x500 0xb00\nwatch w 0x2000 0x89000\n", NULL};
    fixture_expect_role_parts(watch_step_1, WATCHED, "| GUARDED | guard | |\n", step1);
    fixture_expect_role_parts(watch_step_4, WATCHED, "| GUARDED | guard | |\n", step4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nasm_defines_start_and_end),
        cmocka_unit_test(test_c_constants_are_plain_unsigned_numbers),
        cmocka_unit_test(test_linker_assigns_symbols),
        cmocka_unit_test(test_rows_carry_lifetimes_and_escape_strings),
        cmocka_unit_test(test_watch_covers_what_no_row_uses_in_the_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
