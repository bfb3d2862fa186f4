#define _GNU_SOURCE /* fmemopen */

#include "tools/layoutc/check.h"
#include "tools/layoutc/fixture_test.h"

static void check_rows(struct fixture *fixture, const char *rows)
{
    fixture_parse_rows(fixture, rows);
    assert_int_equal(fixture->report.count, 0);
    check_document(&fixture->doc, &fixture->report);
}

static void test_accepts_neighbours(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x500 | 0x1000 | A | from the first byte | 1 | never | 2816 bytes |\n"
                   "| 0x1000 | 0x2000 | B | up to A | 1 | never | 1 page |\n"
                   "| 0x8f000 | 0x90000 | C | to the last byte | 1 | never | 1 page |\n"
                   "| 0x100000 | 0x100000000 | D | all above | 1 | never | 1048320 pages |\n");
    assert_int_equal(f.report.count, 0);
}

static void test_rows_of_different_times_share_memory(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x1000 | 0x2000 | A | early | 1 | 4 | 1 page |\n"
                   "| 0x1000 | 0x2000 | B | late | 4 | never | 1 page |\n");
    assert_int_equal(f.report.count, 0);
}

static void test_refuses_an_overlap_of_one_step(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x1000 | 0x2000 | A | early | 1 | 5 | 1 page |\n"
                   "| 0x1000 | 0x3000 | B | late | 4 | never | 2 pages |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 2,
                         "B 0x1000-0x3000 overlaps A 0x1000-0x2000 (line 18): both hold "
                         "0x1000-0x2000 from step 4 (four) on; B would fit at 0x2000-0x4000");
}

static void test_refuses_the_firmwares_memory(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x8f000 | 0x91000 | A | too far | 5 | never | 2 pages |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1,
                         "A 0x8f000-0x91000 overlaps the firmware's UPPER 0x90000-0x100000 (line "
                         "13): both hold 0x90000-0x91000 from step 5 (five) on; A would fit at "
                         "0x8e000-0x90000");
}

static void test_refuses_memory_above_4_gib(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0xfffff000 | 0x100001000 | A | too far | 6 | never | 2 pages |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "A would fit at 0xffffe000-0x100000000");
}

/* Below 1 MiB only what lies under the firmware's second block is ours. */
static void test_refuses_holes_between_firmware_areas(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse(&f, FIXTURE_STEPS
                  "| start | end | symbol | what |\n| --- | --- | --- | --- |\n"
                  "| 0 | 0x500 | BIOS | its data |\n"
                  "| 0xa0000 | 0xc0000 | VIDEO | video memory |\n\n" FIXTURE_LAYOUT FIXTURE_BOOT
                  "| 0xd0000 | 0xd1000 | A | in the hole | 1 | never | 1 page |\n" FIXTURE_ROLES);
    check_document(&f.doc, &f.report);
    fixture_expect_error(&f, FIXTURE_LINE + 1,
                         "neither in conventional memory (0x500-0xa0000) nor between 1 MiB");
}

static void test_names_a_length_in_the_end_column(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x1000 | 0x5000 | A | buffer | 4 | 6 | 40 sectors |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1,
                         "its size says 40 sectors (0x5000 bytes): 0x5000 looks like the length, "
                         "the end would be 0x6000");
}

static void test_refuses_another_size(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x2000 | 0x4000 | A | one page? | 4 | 6 | 1 page |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1,
                         "A 0x2000-0x4000 is 0x2000 bytes, but its size says 1 page (0x1000 "
                         "bytes): the end would be 0x3000");
}

static void test_refuses_misalignment_by_unit(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x1200 | 0x2200 | A | page | 4 | 6 | 1 page |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "a multiple of 4096; A would fit at 0x1000-0x2000");
    check_rows(&f, "| 0x1210 | 0x1410 | A | sector | 4 | 6 | 1 sector |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "a multiple of 512; A would fit at 0x1200-0x1400");
    check_rows(&f, "| 0x1218 | 0x1228 | A | bytes | 4 | 6 | 16 bytes |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "a multiple of 16; A would fit at 0x1210-0x1220");
}

static void test_refuses_sectors_across_a_dma_page(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0xfe00 | 0x10200 | A | buffer | 4 | 6 | 2 sectors |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "A would fit at 0xfc00-0x10000");
    check_rows(&f, "| 0xf000 | 0x11000 | A | no disk reads it | 4 | 6 | 2 pages |\n");
    assert_int_equal(f.report.count, 0);
}

static void test_refuses_a_symbol_twice(void **state)
{
    (void)state;
    struct fixture f;
    check_rows(&f, "| 0x1000 | 0x2000 | BOOT | again | 1 | 2 | 1 page |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "symbol BOOT is already taken in line 17");
    check_rows(&f, "| 0x1000 | 0x2000 | BOOT_END | its end | 1 | 2 | 1 page |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "symbols BOOT_END and BOOT (line 17) clash");
    check_rows(&f, "| 0x1000 | 0x2000 | UPPER | the firmware's | 1 | 2 | 1 page |\n");
    fixture_expect_error(&f, FIXTURE_LINE + 1, "symbol UPPER is already taken in line 13");
}

static void test_refuses_overlapping_firmware_areas(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse(
        &f, FIXTURE_STEPS
        "| start | end | symbol | what |\n| --- | --- | --- | --- |\n"
        "| 0 | 0x500 | BIOS | its data |\n"
        "| 0x400 | 0x600 | MORE | more of it |\n\n" FIXTURE_LAYOUT FIXTURE_BOOT FIXTURE_ROLES);
    check_document(&f.doc, &f.report);
    fixture_expect_error(&f, 13, "firmware areas MORE and BIOS (line 12) overlap");
}

static void test_wants_a_boot_sector(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse(&f, FIXTURE_STEPS FIXTURE_FIRMWARE FIXTURE_LAYOUT
                  "| 0x7a00 | 0x7c00 | BOOT | boot sector | 1 | 2 | 1 sector |\n" FIXTURE_ROLES);
    check_document(&f.doc, &f.report);
    fixture_expect_error(&f, 0, "no row alive in step 1 starts at 0x7c00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepts_neighbours),
        cmocka_unit_test(test_rows_of_different_times_share_memory),
        cmocka_unit_test(test_refuses_an_overlap_of_one_step),
        cmocka_unit_test(test_refuses_the_firmwares_memory),
        cmocka_unit_test(test_refuses_memory_above_4_gib),
        cmocka_unit_test(test_refuses_holes_between_firmware_areas),
        cmocka_unit_test(test_names_a_length_in_the_end_column),
        cmocka_unit_test(test_refuses_another_size),
        cmocka_unit_test(test_refuses_misalignment_by_unit),
        cmocka_unit_test(test_refuses_sectors_across_a_dma_page),
        cmocka_unit_test(test_refuses_a_symbol_twice),
        cmocka_unit_test(test_refuses_overlapping_firmware_areas),
        cmocka_unit_test(test_wants_a_boot_sector),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
