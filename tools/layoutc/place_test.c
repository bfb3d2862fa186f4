#define _GNU_SOURCE /* fmemopen */

#include "tools/layoutc/fixture_test.h"
#include "tools/layoutc/place.h"
#include "tools/layoutc/rules.h"

static size_t index_of(const struct fixture *fixture, const char *symbol)
{
    return (size_t)(fixture_find_row(fixture, symbol) - fixture->doc.rows);
}

static void begin(struct fixture *fixture, struct place *place, const char *rows)
{
    fixture_parse_rows(fixture, rows);
    assert_int_equal(fixture->report.count, 0);
    place_init(place, &fixture->doc);
}

static void expect_fit(const struct fixture *fixture, struct place *place, const char *symbol,
                       const char *text)
{
    char fit[PLACE_TEXT_MAX];

    place_describe(place, index_of(fixture, symbol), fit);
    assert_string_equal(fit, text);
}

static void expect_pick(const struct fixture *fixture, const struct place *place,
                        const char *picked, const char *other)
{
    size_t p = index_of(fixture, picked);
    size_t o = index_of(fixture, other);

    assert_int_equal(place_pick(place, p, o), p);
    assert_int_equal(place_pick(place, o, p), p);
}

static void test_conventional_memory_lies_between_firmware(void **state)
{
    (void)state;
    struct fixture f;
    fixture_parse_rows(&f, "");
    struct doc_range window = rules_conventional(&f.doc);
    assert_int_equal(window.start, 0x500);
    assert_int_equal(window.end, 0x90000);
    assert_true(rules_is_inside(&f.doc, (struct doc_range){0x500, 0x90000}));
    assert_false(rules_is_inside(&f.doc, (struct doc_range){0x4f0, 0x600}));
    assert_false(rules_is_inside(&f.doc, (struct doc_range){0x90000, 0x90010}));
    assert_true(rules_is_inside(&f.doc, (struct doc_range){MIB, DOC_TOP}));
    assert_false(rules_is_inside(&f.doc, (struct doc_range){MIB, DOC_TOP + 1ull}));
    assert_false(rules_is_inside(&f.doc, (struct doc_range){MIB - 1, MIB + 1}));
}

static void test_dma_page_is_crossed_only_inside(void **state)
{
    (void)state;
    assert_false(rules_crosses_dma_page((struct doc_range){0xfe00, 0x10000}));
    assert_false(rules_crosses_dma_page((struct doc_range){0x10000, 0x20000}));
    assert_true(rules_crosses_dma_page((struct doc_range){0xfe00, 0x10001}));
}

static void test_boot_sector_and_firmware_stay(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x7000 | 0x8000 | A | over it | 1 | 2 | 1 page |\n"
          "| 0x8f000 | 0x91000 | B | too far | 1 | 2 | 2 pages |\n");
    expect_pick(&f, &place, "A", "BOOT");
    expect_pick(&f, &place, "B", "UPPER");
}

static void test_row_with_wrong_size_moves(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x1000 | 0x3000 | A | grown | 1 | 6 | 1 page |\n"
          "| 0x2000 | 0x3000 | B | later | 4 | 6 | 1 page |\n");
    expect_pick(&f, &place, "A", "B");
    expect_fit(&f, &place, "A", "A would fit at 0x1000-0x2000");
}

static void test_row_with_more_collisions_moves(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x1000 | 0x3000 | A | over both | 1 | 6 | 2 pages |\n"
          "| 0x1000 | 0x2000 | B | later | 4 | 6 | 1 page |\n"
          "| 0x2000 | 0x3000 | C | later | 4 | 6 | 1 page |\n");
    expect_pick(&f, &place, "A", "B");
    expect_pick(&f, &place, "A", "C");
}

static void test_later_row_moves(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x1000 | 0x2000 | A | step 4 | 4 | 6 | 1 page |\n"
          "| 0x1000 | 0x2000 | B | step 1 | 1 | 6 | 1 page |\n"
          "| 0x3000 | 0x4000 | C | line above | 1 | 6 | 1 page |\n"
          "| 0x3000 | 0x4000 | D | line below | 1 | 6 | 1 page |\n");
    expect_pick(&f, &place, "A", "B");
    expect_pick(&f, &place, "D", "C");
}

static void test_memory_of_other_times_is_free(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x1000 | 0x2000 | A | early | 1 | 4 | 1 page |\n"
          "| 0x2000 | 0x3000 | B | always | 1 | never | 1 page |\n"
          "| 0x2000 | 0x3000 | C | late | 4 | never | 1 page |\n");
    expect_fit(&f, &place, "C", "C would fit at 0x1000-0x2000");
}

static void test_suggestions_suit_each_other(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x2000 | 0x3000 | A | stays | 1 | never | 1 page |\n"
          "| 0x2000 | 0x3000 | B | moves | 2 | never | 1 page |\n"
          "| 0x2000 | 0x3000 | C | moves | 3 | never | 1 page |\n");
    expect_fit(&f, &place, "B", "B would fit at 0x1000-0x2000");
    expect_fit(&f, &place, "C", "C would fit at 0x3000-0x4000");
    expect_fit(&f, &place, "B", "B would fit at 0x1000-0x2000");
    expect_pick(&f, &place, "B", "A");
}

static void test_rows_stay_on_their_side_of_1_mib(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x500 | 0x90000 | A | all of it | 2 | never | 588544 bytes |\n"
          "| 0x1000 | 0x2000 | B | no room | 2 | never | 1 page |\n"
          "| 0x100000 | 0x101000 | C | high | 2 | never | 1 page |\n"
          "| 0x100000 | 0x101000 | D | high | 2 | never | 1 page |\n");
    expect_fit(&f, &place, "B", "B fits nowhere: no memory is free while it is alive");
    expect_fit(&f, &place, "D", "D would fit at 0x101000-0x102000");
}

static void test_names_the_largest_gap(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0x2000 | 0x80000 | A | most | 2 | never | 126 pages |\n"
          "| 0x60000 | 0x90000 | B | too large | 2 | never | 48 pages |\n");
    expect_fit(&f, &place, "B", "B fits nowhere: the largest gap for it is 0x80000-0x90000");
}

static void test_sectors_keep_off_dma_pages(void **state)
{
    (void)state;
    struct fixture f;
    struct place place;
    begin(&f, &place,
          "| 0xf400 | 0x10400 | A | before | 2 | never | 8 sectors |\n"
          "| 0x1fa00 | 0x20a00 | B | after | 2 | never | 8 sectors |\n"
          "| 0x1d000 | 0x1f600 | C | in B's way | 2 | never | 9728 bytes |\n"
          "| 0x30000 | 0x50200 | D | too large | 2 | never | 257 sectors |\n");
    expect_fit(&f, &place, "A", "A would fit at 0xf000-0x10000");
    expect_fit(&f, &place, "B", "B would fit at 0x20000-0x21000");
    expect_fit(&f, &place, "D", "D fits nowhere: the largest gap for it is 0x21000-0x90000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conventional_memory_lies_between_firmware),
        cmocka_unit_test(test_dma_page_is_crossed_only_inside),
        cmocka_unit_test(test_boot_sector_and_firmware_stay),
        cmocka_unit_test(test_row_with_wrong_size_moves),
        cmocka_unit_test(test_row_with_more_collisions_moves),
        cmocka_unit_test(test_later_row_moves),
        cmocka_unit_test(test_memory_of_other_times_is_free),
        cmocka_unit_test(test_suggestions_suit_each_other),
        cmocka_unit_test(test_rows_stay_on_their_side_of_1_mib),
        cmocka_unit_test(test_names_the_largest_gap),
        cmocka_unit_test(test_sectors_keep_off_dma_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
