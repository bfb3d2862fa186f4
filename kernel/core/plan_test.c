#include "kernel/core/plan.h"

#include "kernel/core/frames.h"
#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"

#define KERNEL_END 0x123450u
#define HEAP_START 0x124000u

static struct memory_plan plan;

/* Plans for a map of count clean ranges. */
static enum status plan_for(const struct e820_range *clean, size_t count)
{
    return plan_make(clean, count, KERNEL_END, &plan);
}

static void bochs_with_128_mib_manages_32752_frames(void **state)
{
    static const struct e820_range clean[] = {
        {0, 0x9efff, 1},          {0x9f000, 0x9ffff, 2},     {0xe8000, 0xfffff, 2},
        {0x100000, 0x7feffff, 1}, {0x7ff0000, 0x7ffffff, 3}, {0xfffc0000, 0xffffffff, 2},
    };

    (void)state;
    assert_int_equal(plan_for(clean, LENGTH_OF(clean)), STATUS_OK);
    assert_int_equal(plan.heap_start, HEAP_START);
    assert_int_equal(plan.heap_end, LAYOUT_KHEAP_MAX_ADDR);
    assert_int_equal(plan.frame_count, 32752);
    assert_int_equal(plan.frame_capacity, 32768);
    assert_int_equal(plan.first_region_end, 0x9f000);
    assert_int_equal(plan.ram_end, 0x7ff0000);
    assert_int_equal(plan.free_below_4g, 0x9f000 + 0x7ef0000);
    assert_int_equal(plan.free_above_4g, 0);
}

static void a_machine_of_4_mib_gives_half_to_the_heap(void **state)
{
    static const struct e820_range clean[] = {{0, 0x9efff, 1}, {MIB, 4 * MIB - 0x10001, 1}};
    uint64_t usable = 4 * MIB - 0x10000 - HEAP_START;

    (void)state;
    assert_int_equal(plan_for(clean, 2), STATUS_OK);
    assert_int_equal(plan.heap_end - HEAP_START, usable / 2 & ~0xfffull);
    assert_int_equal(plan.heap_end % FRAME_SIZE, 0);
    assert_int_equal(plan.frame_count, (4 * MIB - 0x10000) / FRAME_SIZE);
}

static void ram_that_ends_with_the_heap_window_leaves_frames(void **state)
{
    const struct e820_range at_the_end[] = {{0, LAYOUT_KHEAP_MAX_ADDR - 1, 1}};
    const struct e820_range behind[] = {{0, LAYOUT_KHEAP_MAX_ADDR, 1}};

    (void)state;
    assert_int_equal(plan_for(at_the_end, 1), STATUS_OK);
    assert_in_range(plan.heap_end, HEAP_START, LAYOUT_KHEAP_MAX_ADDR / 2 + MIB);
    assert_int_equal(plan_for(behind, 1), STATUS_OK); /* not one whole frame more */
    assert_true(plan.heap_end < LAYOUT_KHEAP_MAX_ADDR);
}

static void a_hole_in_the_heap_window_ends_the_heap(void **state)
{
    static const struct e820_range clean[] = {{MIB, 3 * MIB - 1, 1}, {5 * MIB, 64 * MIB - 1, 1}};

    (void)state;
    assert_int_equal(plan_for(clean, 2), STATUS_OK);
    assert_int_equal(plan.first_region_end, 0);
    assert_int_equal(plan.heap_end, 3 * MIB);
    assert_int_equal(plan.frame_count, 64 * MIB / FRAME_SIZE);
}

static void a_hole_at_15_mib_leaves_the_heap_alone(void **state)
{
    static const struct e820_range clean[] = {{0, 0x9fbff, 1},
                                              {MIB, 15 * MIB - 1, 1},
                                              {15 * MIB, 16 * MIB - 1, 2},
                                              {16 * MIB, 32 * MIB - 1, 1}};

    (void)state;
    assert_int_equal(plan_for(clean, 4), STATUS_OK);
    assert_int_equal(plan.heap_end, LAYOUT_KHEAP_MAX_ADDR);
    assert_int_equal(plan.frame_count, 32 * MIB / FRAME_SIZE);
    assert_int_equal(plan.first_region_end, 0x9fc00);
    assert_int_equal(plan.free_below_4g, 0x9fc00 + 14 * MIB + 16 * MIB);
}

static void the_first_region_need_not_begin_at_0(void **state)
{
    static const struct e820_range clean[] = {
        {0x1000, 0x7ffff, 1}, {0x80000, 0x80fff, 5}, {0x81000, 0x9efff, 1}, {MIB, 64 * MIB - 1, 1}};

    (void)state;
    assert_int_equal(plan_for(clean, 4), STATUS_OK);
    assert_int_equal(plan.first_region_end, 0x80000);
}

static void memory_beyond_4_gib_is_counted_and_not_managed(void **state)
{
    static const struct e820_range split[] = {{MIB, 3 * GIB - 1, 1}, {4 * GIB, 6 * GIB - 1, 1}};
    static const struct e820_range across[] = {{0, UINT64_MAX, 1}};

    (void)state;
    assert_int_equal(plan_for(split, 2), STATUS_OK);
    assert_int_equal(plan.frame_count, 3 * GIB / FRAME_SIZE);
    assert_true(plan.ram_end == 6 * GIB);
    assert_true(plan.free_above_4g == 2 * GIB);
    assert_true(plan.free_below_4g == 3 * GIB - MIB);
    assert_int_equal(plan.first_region_end, 0);
    assert_int_equal(plan_for(across, 1), STATUS_OK);
    assert_int_equal(plan.frame_count, FRAMES_MAX);
    assert_true(plan.ram_end == UINT64_MAX);
    assert_true(plan.first_region_end == UINT64_MAX);
    assert_true(plan.free_below_4g == 4 * GIB);
    assert_true(plan.free_above_4g == 0 - 4 * GIB);
}

static void acpi_memory_counts_for_the_capacity_only(void **state)
{
    static const struct e820_range below[] = {
        {MIB, 20 * MIB - 1, 1}, {20 * MIB, 21 * MIB - 1, 3}, {21 * MIB, 30 * MIB - 1, 1}};
    static const struct e820_range above[] = {{MIB, 20 * MIB - 1, 1}, {50 * MIB, 51 * MIB + 5, 3}};

    (void)state;
    assert_int_equal(plan_for(below, 3), STATUS_OK);
    assert_int_equal(plan.frame_count, 30 * MIB / FRAME_SIZE);
    assert_int_equal(plan.frame_capacity, 30 * MIB / FRAME_SIZE);
    assert_int_equal(plan_for(above, 2), STATUS_OK);
    assert_int_equal(plan.frame_count, 20 * MIB / FRAME_SIZE);
    assert_int_equal(plan.frame_capacity, 51 * MIB / FRAME_SIZE);
}

static void the_heap_starts_at_the_page_after_the_kernel(void **state)
{
    static const struct e820_range clean[] = {{0, 64 * MIB - 1, 1}};

    (void)state;
    assert_int_equal(plan_make(clean, 1, HEAP_START, &plan), STATUS_OK);
    assert_int_equal(plan.heap_start, HEAP_START);
    assert_int_equal(plan_make(clean, 1, HEAP_START + 1, &plan), STATUS_OK);
    assert_int_equal(plan.heap_start, HEAP_START + FRAME_SIZE);
}

static void other_types_are_never_managed(void **state)
{
    static const struct e820_range clean[] = {{MIB, 16 * MIB - 1, 1},
                                              {16 * MIB, 64 * MIB - 1, 4},
                                              {GIB, 2 * GIB, 5},
                                              {3 * GIB, 4 * GIB, 2}};

    (void)state;
    assert_int_equal(plan_for(clean, 4), STATUS_OK);
    assert_int_equal(plan.frame_capacity, 16 * MIB / FRAME_SIZE);
    assert_true(plan.ram_end == 16 * MIB);
}

static void a_machine_too_small_is_refused_with_what_was_tried(void **state)
{
    static const struct e820_range small[] = {{0, 0x9ffff, 1}, {MIB, HEAP_START + 0x1ffff, 1}};
    static const struct e820_range elsewhere[] = {{16 * MIB, 64 * MIB - 1, 1}};
    static const struct e820_range wrong_type[] = {{0, 64 * MIB - 1, 3}};

    (void)state;
    assert_int_equal(plan_for(NULL, 0), STATUS_TOO_SMALL);
    assert_int_equal(plan.heap_start, HEAP_START);
    assert_int_equal(plan.heap_end, HEAP_START);
    assert_int_equal(plan_for(small, 2), STATUS_TOO_SMALL);
    assert_int_equal(plan.heap_end, HEAP_START + 0x10000);
    assert_int_equal(plan_for(elsewhere, 1), STATUS_TOO_SMALL);
    assert_int_equal(plan_for(wrong_type, 1), STATUS_TOO_SMALL);
}

static void a_kernel_that_fills_the_window_is_refused(void **state)
{
    static const struct e820_range clean[] = {{0, 64 * MIB - 1, 1}};

    (void)state;
    assert_int_equal(plan_make(clean, 1, LAYOUT_KHEAP_MAX_ADDR, &plan), STATUS_TOO_SMALL);
    assert_int_equal(plan_make(clean, 1, 64 * MIB - 1, &plan), STATUS_TOO_SMALL);
    assert_int_equal(plan_make(clean, 1, 4 * GIB - 1, &plan), STATUS_TOO_SMALL);
    assert_int_equal(plan_make(clean, 1, LAYOUT_KHEAP_MAX_ADDR - 0x20000, &plan), STATUS_OK);
}

/* Random maps keep the promises of the header. */
static void the_heap_always_lies_in_usable_memory(void **state)
{
    uint64_t seed = 6;
    unsigned plans = 0;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        struct e820_entry raw[6] = {{0, random_below(&seed, 64) * MIB / 4, 1, 1}};
        struct e820_range clean[E820_CLEAN_MAX];
        for (size_t i = 1; i < LENGTH_OF(raw); i++)
            raw[i] =
                (struct e820_entry){random_below(&seed, 20u << 20), random_below(&seed, 4u << 20),
                                    1 + random_below(&seed, 3), 1};
        size_t count = e820_clean(raw, LENGTH_OF(raw), clean);
        if (plan_for(clean, count) != STATUS_OK)
            continue;
        plans++;
        const struct e820_range *ram = e820_find(clean, count, plan.heap_start);
        assert_true(ram != NULL && ram->type == E820_FREE && ram->last >= plan.heap_end - 1);
        assert_int_equal(plan.heap_end % FRAME_SIZE, 0);
        assert_true(plan.heap_end <= LAYOUT_KHEAP_MAX_ADDR);
        assert_true(plan.frame_count > plan.heap_end / FRAME_SIZE);
        assert_true(plan.frame_capacity >= plan.frame_count);
    }
    assert_true(plans > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bochs_with_128_mib_manages_32752_frames),
        cmocka_unit_test(a_machine_of_4_mib_gives_half_to_the_heap),
        cmocka_unit_test(ram_that_ends_with_the_heap_window_leaves_frames),
        cmocka_unit_test(a_hole_in_the_heap_window_ends_the_heap),
        cmocka_unit_test(a_hole_at_15_mib_leaves_the_heap_alone),
        cmocka_unit_test(the_first_region_need_not_begin_at_0),
        cmocka_unit_test(memory_beyond_4_gib_is_counted_and_not_managed),
        cmocka_unit_test(acpi_memory_counts_for_the_capacity_only),
        cmocka_unit_test(the_heap_starts_at_the_page_after_the_kernel),
        cmocka_unit_test(other_types_are_never_managed),
        cmocka_unit_test(a_machine_too_small_is_refused_with_what_was_tried),
        cmocka_unit_test(a_kernel_that_fills_the_window_is_refused),
        cmocka_unit_test(the_heap_always_lies_in_usable_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
