#include "kernel/core/regions.h"

#include <string.h>

#include "kernel/core/layout.h"
#include "layout_constants.h"
#include "tests/core/check.h"

static const struct regions_runtime runtime = {
    .kernel_start = LAYOUT_KERNEL_OFFSET2,
    .kernel_end = 0x123450,
    .heap_start = 0x124000,
    .heap_cursor = 0x125000,
    .heap_end = LAYOUT_KHEAP_MAX_ADDR,
    .first_region_end = 0x9f000,
    .real_stack_low = 0x7b00,
    .stack_low = 0x8f000,
    .ram_end = 0x7ff0000,
};

static struct region list[REGIONS_MAX];

static const struct region *find(size_t count, const char *symbol)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].symbol, symbol) == 0)
            return &list[i];
    }
    fail_msg("no region %s", symbol);
    return NULL;
}

static void every_row_is_listed_with_kernel_and_heap(void **state)
{
    size_t rows;

    (void)state;
    layout_rows(&rows);
    assert_true(rows + 2 <= REGIONS_MAX); /* else the table would be cut */
    assert_int_equal(regions_list(&runtime, 6, list), rows + 2);
    assert_int_equal(find(rows + 2, "__k_start")->end, 0x123450);
    assert_int_equal(find(rows + 2, "__k_start")->origin, REGION_RUNTIME);
    assert_int_equal(find(rows + 2, "kheap_start")->start, 0x124000);
    assert_int_equal(find(rows + 2, "STAGE1")->origin, REGION_DECLARED);
    assert_int_equal(find(rows + 2, "IVT")->origin, REGION_FIRMWARE);
}

static void regions_come_by_address_the_larger_first(void **state)
{
    size_t count = regions_list(&runtime, 6, list);

    (void)state;
    for (size_t i = 1; i < count; i++) {
        assert_true(list[i - 1].start <= list[i].start);
        if (list[i - 1].start == list[i].start)
            assert_true(list[i - 1].end >= list[i].end);
    }
}

static void a_region_without_a_byte_is_left_out(void **state)
{
    struct regions_runtime empty = runtime;
    size_t count = regions_list(&runtime, 6, list);

    (void)state;
    empty.heap_end = empty.heap_start;
    assert_int_equal(regions_list(&empty, 6, list), count - 1);
}

static void a_row_is_alive_from_its_step_until_its_reuse(void **state)
{
    size_t row_count;
    const struct layout_row *rows = layout_rows(&row_count);

    (void)state;
    for (unsigned step = 0; step <= 6; step++) {
        size_t count = regions_list(&runtime, step, list);
        for (size_t i = 0; i < row_count; i++) {
            bool alive = step >= rows[i].alive_step && step < rows[i].reuse_step;
            alive &= rows[i].choice != 2; /* the stack is in its first place */
            assert_int_equal(find(count, rows[i].symbol)->alive, alive);
        }
    }
}

static void a_stack_in_its_second_place_frees_the_first(void **state)
{
    struct regions_runtime low = runtime;

    (void)state;
    low.stack_start = LAYOUT_PM_STACK_LOW;
    size_t count = regions_list(&low, 6, list);
    assert_true(find(count, "PM_STACK_LOW")->alive);
    assert_true(find(count, "PM_LOW_GUARD")->alive);
    assert_false(find(count, "PM_STACK")->alive);
    assert_false(find(count, "PM_STACK_GUARD")->alive);
    low.stack_start = LAYOUT_PM_STACK;
    count = regions_list(&low, 6, list);
    assert_false(find(count, "PM_STACK_LOW")->alive);
    assert_true(find(count, "PM_STACK")->alive);
}

static void the_loader_is_dead_when_the_kernel_runs(void **state)
{
    size_t at_load = regions_list(&runtime, 4, list);

    (void)state;
    assert_true(find(at_load, "KERNEL_OFFSET1")->alive);
    assert_true(find(at_load, "STAGE2")->alive);
    size_t at_run = regions_list(&runtime, 6, list);
    assert_false(find(at_run, "KERNEL_OFFSET1")->alive);
    assert_false(find(at_run, "STAGE1")->alive);
    assert_false(find(at_run, "MEM_MAP")->alive);
    assert_true(find(at_run, "PM_STACK")->alive);
    assert_true(find(at_run, "__k_start")->alive);
}

static void marks_are_nine_in_the_documented_order(void **state)
{
    static const struct region_mark expected[REGION_MARKS] = {
        {"__k_start", 0x100000},  {"__k_end", 0x123450},      {"kheap_start", 0x124000},
        {"kheap_curr", 0x125000}, {"kheap_end", 0x800000},    {"first_region_end", 0x9f000},
        {"ram_end", 0x7ff0000},   {"real_stack_low", 0x7b00}, {"stack_low", 0x8f000},
    };
    struct region_mark marks[REGION_MARKS];

    (void)state;
    regions_marks(&runtime, marks);
    for (size_t i = 0; i < REGION_MARKS; i++) {
        assert_string_equal(marks[i].symbol, expected[i].symbol);
        assert_int_equal(marks[i].address, expected[i].address);
    }
}

static bool symbol_value(const char *name, uint64_t *value)
{
    char candidate[REGION_NAME_SIZE];

    for (size_t i = 0; regions_symbol(&runtime, i, candidate, value); i++) {
        if (strcmp(candidate, name) == 0)
            return true;
    }
    return false;
}

static void every_row_has_a_start_and_an_end_symbol(void **state)
{
    size_t row_count;
    const struct layout_row *rows = layout_rows(&row_count);
    char name[REGION_NAME_SIZE + 8];
    uint64_t value;

    (void)state;
    for (size_t i = 0; i < row_count; i++) {
        assert_true(symbol_value(rows[i].symbol, &value));
        assert_int_equal(value, rows[i].start);
        assert_true(strlen(rows[i].symbol) + 5 <= REGION_NAME_SIZE);
        strcpy(name, rows[i].symbol);
        assert_true(symbol_value(strcat(name, "_END"), &value));
        assert_int_equal(value, rows[i].end);
    }
    assert_true(symbol_value("kheap_curr", &value));
    assert_int_equal(value, 0x125000);
    assert_false(symbol_value("nonsense", &value));
    assert_false(regions_symbol(&runtime, SIZE_MAX, name, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_listed_with_kernel_and_heap),
        cmocka_unit_test(regions_come_by_address_the_larger_first),
        cmocka_unit_test(a_region_without_a_byte_is_left_out),
        cmocka_unit_test(a_row_is_alive_from_its_step_until_its_reuse),
        cmocka_unit_test(a_stack_in_its_second_place_frees_the_first),
        cmocka_unit_test(the_loader_is_dead_when_the_kernel_runs),
        cmocka_unit_test(marks_are_nine_in_the_documented_order),
        cmocka_unit_test(every_row_has_a_start_and_an_end_symbol),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
