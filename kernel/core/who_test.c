#include "kernel/core/who.h"

#include <string.h>

#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;
static struct who who;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

static bool in_region(const char *symbol)
{
    for (size_t i = 0; i < who.region_count; i++) {
        if (strcmp(who.regions[i].symbol, symbol) == 0)
            return true;
    }
    return false;
}

static void the_kernel_lies_in_its_row_its_window_and_a_reserved_frame(void **state)
{
    (void)state;
    who_find(&machine, FIXTURE_KERNEL_START, &who);
    assert_int_equal(who.address, FIXTURE_KERNEL_START);
    assert_int_equal(who.memory, MACHINE_MEMORY_PRESENT);
    assert_int_equal(who.clean->type, E820_FREE);
    assert_int_equal(who.region_count, 2);
    assert_true(in_region("__k_start"));
    assert_true(in_region("KERNEL_OFFSET2"));
    assert_true(who.managed);
    assert_int_equal(who.frame, 256);
    assert_int_equal(who.state, FRAME_RESERVED);
    assert_null(who.owner);
    assert_int_equal(who.heap_part, WHO_HEAP_NONE);
}

static void regions_hold_their_first_byte_and_not_their_end(void **state)
{
    (void)state;
    who_find(&machine, FIXTURE_KERNEL_END - 1, &who);
    assert_true(in_region("__k_start"));
    who_find(&machine, FIXTURE_KERNEL_END, &who);
    assert_false(in_region("__k_start"));
    who_find(&machine, LAYOUT_STAGE1, &who);
    assert_true(in_region("STAGE1"));
    assert_false(in_region("REAL_STACK"));
}

static void each_part_of_an_allocation_is_told_apart(void **state)
{
    uint64_t data;
    uint64_t header = machine.heap.cursor;

    (void)state;
    assert_int_equal(heap_alloc(&machine.heap, &(struct heap_request){20, 64, "victim"}, &data),
                     STATUS_OK);
    const struct {
        uint64_t address;
        enum who_heap_part part;
    } cases[] = {
        {header, WHO_HEAP_HEADER},      {data - 1, WHO_HEAP_HEADER},
        {data, WHO_HEAP_DATA},          {data + 19, WHO_HEAP_DATA},
        {data + 20, WHO_HEAP_RED_ZONE}, {machine.heap.cursor - 1, WHO_HEAP_RED_ZONE},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        who_find(&machine, cases[i].address, &who);
        assert_int_equal(who.heap_part, cases[i].part);
        assert_string_equal(who.allocation.tag, "victim");
        assert_int_equal(who.allocation.start, data);
    }
}

static void the_heap_ends_where_it_says(void **state)
{
    (void)state;
    who_find(&machine, machine.heap.start - 1, &who);
    assert_int_equal(who.heap_part, WHO_HEAP_NONE);
    who_find(&machine, machine.heap.start, &who);
    assert_int_equal(who.heap_part, WHO_HEAP_HEADER);
    assert_string_equal(who.allocation.tag, "frame bitmap");
    who_find(&machine, machine.heap.cursor, &who);
    assert_int_equal(who.heap_part, WHO_HEAP_LEFT);
    who_find(&machine, machine.heap.end - 1, &who);
    assert_int_equal(who.heap_part, WHO_HEAP_LEFT);
    who_find(&machine, machine.heap.end, &who);
    assert_int_equal(who.heap_part, WHO_HEAP_NONE);
}

static void a_damaged_heap_says_nothing_and_does_not_crash(void **state)
{
    (void)state;
    memset(fixture_reach(machine.heap.start), 0x41, 32);
    who_find(&machine, machine.heap.start + 100, &who);
    assert_int_equal(who.heap_part, WHO_HEAP_NONE);
}

static void a_used_frame_has_an_owner_where_it_was_tagged(void **state)
{
    uint32_t frame;

    (void)state;
    assert_int_equal(frames_alloc_run(&machine.frames, 2, 1, &frame), STATUS_OK);
    assert_int_equal(owners_add(&machine.owners, frame, frame + 1, "me"), STATUS_OK);
    who_find(&machine, ((uint64_t)frame << FRAME_SHIFT) + 0xfff, &who);
    assert_int_equal(who.state, FRAME_USED);
    assert_string_equal(who.owner->tag, "me");
    who_find(&machine, (uint64_t)(frame + 1) << FRAME_SHIFT, &who);
    assert_int_equal(who.state, FRAME_USED);
    assert_null(who.owner);
    who_find(&machine, (uint64_t)(frame + 2) << FRAME_SHIFT, &who);
    assert_int_equal(who.state, FRAME_FREE);
}

static void beyond_ram_nothing_is_managed(void **state)
{
    (void)state;
    who_find(&machine, 32752ull * FRAME_SIZE - 1, &who);
    assert_true(who.managed);
    who_find(&machine, 32752ull * FRAME_SIZE, &who);
    assert_false(who.managed);
    assert_int_equal(who.clean->type, E820_ACPI);
    who_find(&machine, GIB, &who);
    assert_int_equal(who.memory, MACHINE_MEMORY_ABSENT);
    assert_null(who.clean);
    assert_true(in_region("KHEAP_MAX_ADDR"));
    who_find(&machine, UINT64_MAX, &who);
    assert_int_equal(who.memory, MACHINE_MEMORY_BEYOND);
    assert_int_equal(who.region_count, 0);
    assert_false(who.managed);
}

static void no_address_lies_in_more_regions_than_are_kept(void **state)
{
    struct region list[REGIONS_MAX];
    struct regions_runtime runtime = machine_runtime(&machine);
    size_t count = regions_list(&runtime, BOOT_STEP_COUNT, list);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        who_find(&machine, list[i].start, &who);
        assert_true(in_region(list[i].symbol));
        assert_true(who.region_count < WHO_REGIONS_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_kernel_lies_in_its_row_its_window_and_a_reserved_frame, start),
        cmocka_unit_test_setup(regions_hold_their_first_byte_and_not_their_end, start),
        cmocka_unit_test_setup(each_part_of_an_allocation_is_told_apart, start),
        cmocka_unit_test_setup(the_heap_ends_where_it_says, start),
        cmocka_unit_test_setup(a_damaged_heap_says_nothing_and_does_not_crash, start),
        cmocka_unit_test_setup(a_used_frame_has_an_owner_where_it_was_tagged, start),
        cmocka_unit_test_setup(beyond_ram_nothing_is_managed, start),
        cmocka_unit_test_setup(no_address_lies_in_more_regions_than_are_kept, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
