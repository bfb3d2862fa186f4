#define _GNU_SOURCE /* fmemopen */

#include "tools/layoutc/fixture_test.h"

static void test_reads_every_column(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "| 0x1000 | 4608 | `BUF` | a buffer | 4 | never | 1 sector |\n");
    assert_int_equal(f.report.count, 0);
    const struct doc_row *row = fixture_find_row(&f, "BUF");
    assert_int_equal(row->line, FIXTURE_LINE + 1);
    assert_int_equal(row->at.start, 0x1000);
    assert_int_equal(row->at.end, 0x1200);
    assert_string_equal(row->what, "a buffer");
    assert_int_equal(row->alive, 4);
    assert_int_equal(row->reuse, DOC_NEVER);
    assert_int_equal(row->size, 512);
    assert_int_equal(row->unit, DOC_UNIT_SECTOR);
    assert_false(row->firmware);
}

static void test_firmware_is_alive_always(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "");
    const struct doc_row *row = fixture_find_row(&f, "UPPER");
    assert_true(row->firmware);
    assert_int_equal(row->alive, 0);
    assert_int_equal(row->reuse, DOC_NEVER);
}

static void test_reads_steps_in_order(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "");
    assert_int_equal(f.doc.step_count, BOOT_STEP_COUNT);
    assert_string_equal(doc_step_name(&f.doc, 4), "four");
    assert_string_equal(doc_step_name(&f.doc, 0), "?");
    assert_string_equal(doc_step_name(&f.doc, 7), "?");
}

static void test_rows_are_sorted_by_address(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "| 0x1000 | 0x2000 | LOW | low | 1 | 2 | 1 page |\n");
    for (size_t i = 1; i < f.doc.row_count; i++)
        assert_true(f.doc.rows[i - 1].at.start <= f.doc.rows[i].at.start);
}

/* One wrong row below the boot sector's: what is wrong, and a part of the error. */
static void test_refuses_malformed_rows(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *error;
    } cases[] = {
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 |", "has 7 columns: this has 6"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 | 1 page | more |", "has 7 columns: this has 8"},
        {"| 1000h | 0x2000 | A | a | 1 | 2 | 1 page |", "'1000h' is not an address"},
        {"| -1 | 0x2000 | A | a | 1 | 2 | 1 page |", "'-1' is not an address"},
        {"| 0x | 0x2000 | A | a | 1 | 2 | 1 page |", "'0x' is not an address"},
        {"| 0x1000 | 0x10000000000000000 | A | a | 1 | 2 | 1 page |", "is not an address"},
        {"| | 0x2000 | A | a | 1 | 2 | 1 page |", "'' is not an address"},
        {"| 0x1000 | 0x2000 | | a | 1 | 2 | 1 page |", "the row has no symbol"},
        {"| 0x1000 | 0x2000 | `` | a | 1 | 2 | 1 page |", "the row has no symbol"},
        {"| 0x1000 | 0x2000 | 2ND | a | 1 | 2 | 1 page |", "'2ND' is not a C identifier"},
        {"| 0x1000 | 0x2000 | A-B | a | 1 | 2 | 1 page |", "'A-B' is not a C identifier"},
        {"| 0x1000 | 0x2000 | A23456789012345678901234567890123 | a | 1 | 2 | 1 page |",
         "is longer than 32 characters"},
        {"| 0x1000 | 0x2000 | A | | 1 | 2 | 1 page |", "does not say what it is: fill column 4"},
        {"| 0x1000 | 0x2000 | A | \xc3\xa9 | 1 | 2 | 1 page |", "is not plain ASCII"},
        {"| 0x1000 | 0x2000 | A | a | 0 | 2 | 1 page |", "'0' is not a boot step"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 7 | 1 page |", "'7' is not a boot step"},
        {"| 0x1000 | 0x2000 | A | a | never | 2 | 1 page |", "'never' is not a boot step"},
        {"| 0x1000 | 0x2000 | A | a | 4 | 4 | 1 page |", "reuse must come later"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 | 1 |", "'1' is not a size"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 | one page |", "'one page' is not a size"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 | 4 KiB |", "'4 KiB' is not a size"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 | 0 pages |", "'0 pages' is not a size"},
        {"| 0x1000 | 0x2000 | A | a | 1 | 2 | 18446744073709551615 pages |", "is not a size"},
        {"| 0x2000 | 0x1000 | A | a | 1 | 2 | 2 pages |", "ends at 0x1000, not after its start"},
        {"| 0x2000 | 0x1000 | A | a | 1 | 2 | 1 page |", "the end would be 0x3000"},
        {"0x1000 | 0x2000 | A | a | 1 | 2 | 1 page |", "is taken for a row: begin it with |"},
        {"\n| 0x1000 | 0x2000 | A | a | 1 | 2 | 1 page |", "no table begins here"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture f;
        fixture_parse_rows(&f, cases[i].row);
        fixture_expect_error(&f, FIXTURE_LINE + 1 + (cases[i].row[0] == '\n'), cases[i].error);
    }
}

static void test_reports_each_mistake_of_a_row(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "| x | y | 1 | | 9 | 9 | big |\n");
    assert_int_equal(f.report.count, 7);
}

static void test_refuses_a_missing_table(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse(&f, FIXTURE_STEPS FIXTURE_LAYOUT FIXTURE_BOOT FIXTURE_ROLES);
    fixture_expect_error(&f, 0, "the firmware table is missing");
    fixture_parse(&f, FIXTURE_FIRMWARE FIXTURE_LAYOUT FIXTURE_BOOT FIXTURE_ROLES);
    fixture_expect_error(&f, 0, "the boot step table is missing");
    fixture_parse(&f, FIXTURE_STEPS FIXTURE_FIRMWARE FIXTURE_ROLES);
    fixture_expect_error(&f, 0, "the layout table is missing");
    fixture_parse(&f, FIXTURE_STEPS FIXTURE_FIRMWARE FIXTURE_LAYOUT FIXTURE_BOOT);
    fixture_expect_error(&f, 0, "the role table is missing: its header is | symbol | role |");
}

static void test_refuses_a_second_table(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "\n" FIXTURE_LAYOUT "| 0x1000 | 0x2000 | A | a | 1 | 2 | 1 page |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 2, "a second layout table: the first is in line 15");
}

static void test_refuses_a_table_without_rule(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse(
        &f, FIXTURE_STEPS FIXTURE_FIRMWARE
        "| start | end | symbol | what | alive | reuse | size |\n" FIXTURE_BOOT FIXTURE_ROLES);
    fixture_expect_error(&f, 15, "no table begins here");
}

static void test_refuses_steps_out_of_order(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse(
        &f, "| step | name | what |\n| --- | --- | --- |\n| 2 | two | second |\n\n" FIXTURE_FIRMWARE
                FIXTURE_LAYOUT FIXTURE_BOOT FIXTURE_ROLES);
    assert_int_equal(f.report.count, 2);
    assert_non_null(strstr(f.report.entries[0].text, "boot step 2 is out of order"));
    assert_non_null(strstr(f.report.entries[1].text, "has 0 good rows"));
}

static void test_skips_fences_and_other_tables(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(
        &f, "\n```text\n| not | a table |\n```\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n");
    assert_int_equal(f.report.count, 0);
}

#define STORES "| start | end | what is stored | alive | reuse |\n| --- | --- | --- | --- | --- |\n"

/* The rows begin in the line after the fixture's boot sector, two lines and the header. */
static void test_reads_what_is_stored_elsewhere(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "\n" STORES "| 0x18 | 0x1c | a vector | 1 | 2 |\n");
    assert_int_equal(f.report.count, 0);
    assert_int_equal(f.doc.store_count, 1);
    assert_int_equal(f.doc.stores[0].at.start, 0x18);
    assert_int_equal(f.doc.stores[0].at.end, 0x1c);
    assert_int_equal(f.doc.stores[0].alive, 1);
    assert_int_equal(f.doc.stores[0].reuse, 2);
    fixture_parse_rows(&f, "\n" STORES "| 0x1c | 0x18 | a vector | 1 | 2 |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 4, "the range ends at 0x18, not after its start");
    fixture_parse_rows(&f, "\n" STORES "| 0x18 | 0x1c | a vector | 2 | 2 |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 4, "reuse must come later");
}

/* Another kernel needs steps and rows, as many steps as it likes, and nothing else. */
static void test_reads_the_document_of_any_kernel(void **state)
{
    (void)state;
    static const char text[] =
        "| step | name | what |\n| --- | --- | --- |\n| 1 | all | all of it |\n\n" FIXTURE_LAYOUT
            FIXTURE_HIGH;
    struct fixture f;
    FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
    report_init(&f.report);
    parse_any_document(in, &f.doc, &f.report);
    fclose(in);
    assert_int_equal(f.report.count, 0);
    assert_int_equal(f.doc.step_count, 1);
    assert_int_equal(f.doc.row_count, 1);
}

static void test_keeps_errors_beyond_capacity_countable(void **state)
{
    (void)state;
    static struct fixture f;
    report_init(&f.report);
    for (unsigned i = 0; i < REPORT_ENTRIES_MAX + 5; i++)
        report_add(&f.report, REPORT_ENTRIES_MAX + 5 - i, "error %u", i);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    report_print(&f.report, "doc", out);
    fclose(out);
    assert_non_null(strstr(text, "doc: 5 more errors not shown\n"));
    assert_ptr_equal(strstr(text, "doc:6: error 127\n"), text);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_every_column),
        cmocka_unit_test(test_firmware_is_alive_always),
        cmocka_unit_test(test_reads_steps_in_order),
        cmocka_unit_test(test_rows_are_sorted_by_address),
        cmocka_unit_test(test_refuses_malformed_rows),
        cmocka_unit_test(test_reports_each_mistake_of_a_row),
        cmocka_unit_test(test_refuses_a_missing_table),
        cmocka_unit_test(test_refuses_a_second_table),
        cmocka_unit_test(test_refuses_a_table_without_rule),
        cmocka_unit_test(test_refuses_steps_out_of_order),
        cmocka_unit_test(test_skips_fences_and_other_tables),
        cmocka_unit_test(test_reads_what_is_stored_elsewhere),
        cmocka_unit_test(test_reads_the_document_of_any_kernel),
        cmocka_unit_test(test_keeps_errors_beyond_capacity_countable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
