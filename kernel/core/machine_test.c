#include "kernel/core/machine.h"

#include <string.h>

#include "kernel/core/frames_audit.h"
#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;
static struct bootinfo boot;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

static void bochs_with_128_mib_has_30704_free_frames(void **state)
{
    uint32_t frame;

    (void)state;
    assert_int_equal(machine.frames.count, 32752);
    assert_int_equal(machine.frames.free, 30704);
    assert_int_equal(machine.frames.used, 0);
    assert_int_equal(frames_reserved_count(&machine.frames), 2048);
    assert_int_equal(frames_audit_verify(&machine.frames, &frame), STATUS_OK);
    assert_int_equal(frames_alloc(&machine.frames, &frame), STATUS_OK);
    assert_int_equal(frame, LAYOUT_KHEAP_MAX_ADDR / FRAME_SIZE);
}

static void the_bitmap_is_the_first_allocation_of_the_heap(void **state)
{
    struct heap_allocation a;

    (void)state;
    assert_int_equal(machine.heap.start, 0x124000);
    assert_int_equal(machine.heap.count, 5); /* and directory, two tables, window */
    assert_true(heap_first(&machine.heap, &a));
    assert_string_equal(a.tag, "frame bitmap");
    assert_int_equal(a.size, frames_memory_size(32768));
    assert_ptr_equal(machine.frames.tree, fixture_reach(a.start));
}

static void boot_information_is_copied(void **state)
{
    (void)state;
    fixture_boot_bochs(&boot);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    memset(&boot, 0, sizeof boot);
    assert_int_equal(machine.boot.raw_count, 6);
    assert_int_equal(machine.boot.raw[3].base, MIB);
    assert_int_equal(machine.clean_count, 6);
}

static void what_is_no_boot_information_is_refused(void **state)
{
    (void)state;
    fixture_boot_bochs(&boot);
    boot.magic ^= 1;
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_CORRUPT);
    boot.magic ^= 1;
    boot.raw_count = E820_RAW_MAX + 1;
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_CORRUPT);
    assert_int_equal(machine.frames.count, 0);
    boot.raw_count = 6;
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
}

static void a_machine_too_small_keeps_what_the_refusal_shows(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, 256 * KIB, 1, 1}};

    (void)state;
    fixture_boot(&boot, raw, 2);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_TOO_SMALL);
    assert_int_equal(machine.boot.raw_count, 2);
    assert_int_equal(machine.clean_count, 2);
    assert_int_equal(machine.plan.free_below_4g, 0x9f000 + 256 * KIB);
    assert_int_equal(machine.frames.count, 0);
    assert_int_equal(machine.heap.count, 0);
}

static void every_size_from_4_mib_up_leaves_free_frames(void **state)
{
    (void)state;
    for (uint64_t mib = 4; mib <= 6144; mib += mib < 32 ? 1 : mib / 4) {
        struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, (mib - 1) * MIB, 1, 1}};
        uint32_t frame;
        fixture_boot(&boot, raw, 2);
        assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
        assert_int_equal(frames_audit_verify(&machine.frames, &frame), STATUS_OK);
        assert_int_equal(frames_alloc(&machine.frames, &frame), STATUS_OK);
        assert_int_equal(frame, machine.heap.end / FRAME_SIZE);
        assert_in_range(machine.heap.end, machine.heap.start + 64 * KIB, LAYOUT_KHEAP_MAX_ADDR);
        uint64_t end = mib * MIB < 4 * GIB ? mib * MIB : 4 * GIB;
        assert_int_equal(machine.frames.free, end / FRAME_SIZE - frame - 1);
    }
}

static void reclaimed_acpi_memory_becomes_free_once(void **state)
{
    uint32_t count = 7;
    uint32_t first;

    (void)state;
    assert_int_equal(machine_reclaim_acpi(&machine, &count), STATUS_OK);
    assert_int_equal(count, 16);
    assert_int_equal(machine.frames.count, 32768);
    assert_int_equal(machine.frames.free, 30704 + 16);
    count = 7;
    assert_int_equal(machine_reclaim_acpi(&machine, &count), STATUS_ARGUMENT);
    assert_int_equal(count, 7);
    assert_int_equal(frames_alloc_run(&machine.frames, 30720, 1, &first), STATUS_OK);
    assert_int_equal(first, 2048);
}

static void acpi_memory_in_the_middle_is_reclaimed_in_place(void **state)
{
    static const struct e820_entry raw[] = {
        {MIB, 31 * MIB, 1, 1}, {32 * MIB, 0x3800, 3, 1}, {32 * MIB + 0x3800, 4 * MIB, 1, 1}};
    uint32_t count;

    (void)state;
    fixture_boot(&boot, raw, 3);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    uint32_t before = machine.frames.count;
    assert_int_equal(machine_reclaim_acpi(&machine, &count), STATUS_OK);
    assert_int_equal(count, 3); /* the fourth page belongs to two types */
    assert_int_equal(machine.frames.count, before);
    assert_int_equal(frames_state(&machine.frames, 32 * MIB / FRAME_SIZE + 3), FRAME_RESERVED);
}

static void assert_memory(uint64_t address, enum machine_memory memory, uint64_t end)
{
    uint64_t got;

    assert_int_equal(machine_memory_at(&machine, address, &got), memory);
    assert_true(got == end);
}

static void memory_changes_at_the_edges_of_the_map(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1},
                                            {MIB, 15 * MIB, 1, 1},
                                            {16 * MIB, MIB, 5, 1},
                                            {0xfffc0000, 0x40000, 2, 1},
                                            {4 * GIB, GIB, 1, 1}};

    (void)state;
    fixture_boot(&boot, raw, LENGTH_OF(raw));
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    assert_memory(0, MACHINE_MEMORY_PRESENT, 0x9f000);
    assert_memory(0x9efff, MACHINE_MEMORY_PRESENT, 0x9f000);
    assert_memory(0x9f000, MACHINE_MEMORY_PRESENT, MIB);
    assert_memory(MIB - 1, MACHINE_MEMORY_PRESENT, MIB);
    assert_memory(MIB, MACHINE_MEMORY_PRESENT, 16 * MIB);
    assert_memory(16 * MIB, MACHINE_MEMORY_BAD, 17 * MIB);
    assert_memory(17 * MIB - 1, MACHINE_MEMORY_BAD, 17 * MIB);
    assert_memory(17 * MIB, MACHINE_MEMORY_ABSENT, 0xfffc0000);
    assert_memory(0xfffbffff, MACHINE_MEMORY_ABSENT, 0xfffc0000);
    assert_memory(0xfffc0000, MACHINE_MEMORY_PRESENT, 4 * GIB);
    assert_memory(4 * GIB - 1, MACHINE_MEMORY_PRESENT, 4 * GIB);
    assert_memory(4 * GIB, MACHINE_MEMORY_BEYOND, UINT64_MAX);
    assert_memory(UINT64_MAX, MACHINE_MEMORY_BEYOND, UINT64_MAX);
}

static void memory_ends_at_4_gib_whatever_the_map_says(void **state)
{
    static const struct e820_entry all[] = {{0, UINT64_MAX, 1, 1}};
    static const struct e820_entry low[] = {{0, 8 * MIB, 1, 1}};

    (void)state;
    fixture_boot(&boot, all, 1);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    assert_memory(MIB, MACHINE_MEMORY_PRESENT, 4 * GIB);
    assert_memory(4 * GIB, MACHINE_MEMORY_BEYOND, UINT64_MAX);
    fixture_boot(&boot, low, 1);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    assert_memory(8 * MIB, MACHINE_MEMORY_ABSENT, 4 * GIB);
}

static void runtime_addresses_follow_the_heap(void **state)
{
    uint64_t address;

    (void)state;
    struct regions_runtime before = machine_runtime(&machine);
    assert_int_equal(heap_alloc(&machine.heap, &(struct heap_request){100, 16, "x"}, &address),
                     STATUS_OK);
    struct regions_runtime after = machine_runtime(&machine);
    assert_int_equal(before.kernel_start, FIXTURE_KERNEL_START);
    assert_int_equal(before.kernel_end, FIXTURE_KERNEL_END);
    assert_int_equal(before.heap_end, LAYOUT_KHEAP_MAX_ADDR);
    assert_int_equal(before.first_region_end, 0x9f000);
    assert_int_equal(before.ram_end, 0x7ff0000);
    assert_true(after.heap_cursor > before.heap_cursor);
}

static void log_lines_are_stamped_with_the_clock(void **state)
{
    (void)state;
    machine_log(&machine, "%u of %u", 1u, 2u);
    machine_log(&machine, "again");
    assert_string_equal(log_at(&machine.log, 0)->text, "1 of 2");
    assert_true(log_at(&machine.log, 1)->tsc > log_at(&machine.log, 0)->tsc);
}

static void the_stack_was_used_down_to_the_lowest_byte_without_paint(void **state)
{
    (void)state;
    assert_int_equal(machine_stack_used(&machine), 600);
    *fixture_reach(LAYOUT_PM_STACK_END - 1000) = 0;
    assert_int_equal(machine_stack_used(&machine), 1000);
    *fixture_reach(LAYOUT_PM_STACK) = 0;
    assert_int_equal(machine_stack_used(&machine), LAYOUT_PM_STACK_END - LAYOUT_PM_STACK);
}

/* The lines of the log that hold a text. */
static unsigned count_logged(const char *part)
{
    unsigned count = 0;

    for (uint32_t i = log_first(&machine.log); i < machine.log.count; i++)
        count += strstr(log_at(&machine.log, i)->text, part) != NULL;
    return count;
}

static void frames_are_taken_and_given_back_with_their_tag(void **state)
{
    uint32_t first;
    uint32_t bad;

    (void)state;
    assert_int_equal(machine_alloc_frames(&machine, 6, "mine", &first), STATUS_OK);
    assert_string_equal(owners_find(&machine.owners, first + 5)->tag, "mine");
    assert_int_equal(machine_free_frames(&machine, first + 2, 2, &bad), STATUS_OK);
    assert_null(owners_find(&machine.owners, first + 2));
    assert_string_equal(owners_find(&machine.owners, first + 4)->tag, "mine");
    assert_int_equal(machine_alloc_frames(&machine, 1, NULL, &first), STATUS_OK);
    assert_null(owners_find(&machine.owners, first));
    assert_int_equal(machine.frames.used, 5);
}

static void a_refused_free_changes_nothing_and_is_logged(void **state)
{
    uint32_t first;
    uint32_t bad;

    (void)state;
    assert_int_equal(machine_alloc_frames(&machine, 2, "mine", &first), STATUS_OK);
    assert_int_equal(machine_free_frames(&machine, first, 3, &bad), STATUS_NOT_ALLOCATED);
    assert_int_equal(bad, first + 2);
    assert_int_equal(machine_free_frames(&machine, 3, 1, &bad), STATUS_RESERVED);
    assert_int_equal(machine.frames.used, 2);
    assert_string_equal(owners_find(&machine.owners, first)->tag, "mine");
    assert_int_equal(count_logged("refused: free of frame"), 2);
    assert_int_equal(machine.frames.refused_not_allocated, 1);
}

static void a_tag_without_room_takes_no_frame(void **state)
{
    uint32_t first;

    (void)state;
    for (unsigned i = 0; i < OWNERS_MAX; i++)
        assert_int_equal(machine_alloc_frames(&machine, 1, "mine", &first), STATUS_OK);
    assert_int_equal(machine_alloc_frames(&machine, 1, "more", &first), STATUS_FULL);
    assert_int_equal(machine.frames.used, OWNERS_MAX);
    assert_int_equal(machine_alloc_frames(&machine, 1, NULL, &first), STATUS_OK);
}

/* Memory that the fixture has, in place of frames that it has not. */
static uint8_t *reach_frames(uint64_t address)
{
    static uint8_t frames[64 * FRAME_SIZE];

    if (address < LAYOUT_KHEAP_MAX_ADDR)
        return fixture_reach(address);
    address -= LAYOUT_KHEAP_MAX_ADDR;
    return address < sizeof frames ? frames + address : NULL;
}

static void poison_on(void)
{
    machine.poison.reach = reach_frames;
    assert_int_equal(poison_set(&machine.poison, &machine.heap, true), STATUS_OK);
}

static void a_write_to_a_poisoned_frame_is_told_when_it_is_handed_out(void **state)
{
    uint32_t first;
    uint32_t bad;

    (void)state;
    poison_on();
    assert_int_equal(machine_alloc_frames(&machine, 4, "mine", &first), STATUS_OK);
    assert_int_equal(machine_free_frames(&machine, first, 4, &bad), STATUS_OK);
    assert_int_equal(machine.poison.count, 4);
    reach_frames((uint64_t)(first + 2) << FRAME_SHIFT)[0x123] = 0;
    assert_int_equal(machine_alloc_frames(&machine, 2, NULL, &bad), STATUS_OK);
    assert_int_equal(machine.poison_damaged, 0);
    assert_int_equal(machine_alloc_frames(&machine, 2, NULL, &bad), STATUS_OK);
    assert_int_equal(machine.poison_damaged, 1);
    assert_int_equal(count_logged("poison: frame 0x802 was written to at 0x802123"), 1);
    assert_int_equal(machine.poison.count, 0);
}

static void frames_in_use_may_be_written(void **state)
{
    uint32_t first;
    uint32_t bad;

    (void)state;
    poison_on();
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(machine_alloc_frames(&machine, 3, "mine", &first), STATUS_OK);
        memset(reach_frames((uint64_t)first << FRAME_SHIFT), (int)i, 3 * FRAME_SIZE);
        assert_int_equal(machine_free_frames(&machine, first, 3, &bad), STATUS_OK);
    }
    assert_int_equal(machine.poison_damaged, 0);
    assert_int_equal(count_logged("poison"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(bochs_with_128_mib_has_30704_free_frames, start),
        cmocka_unit_test_setup(the_bitmap_is_the_first_allocation_of_the_heap, start),
        cmocka_unit_test(boot_information_is_copied),
        cmocka_unit_test(what_is_no_boot_information_is_refused),
        cmocka_unit_test(a_machine_too_small_keeps_what_the_refusal_shows),
        cmocka_unit_test(every_size_from_4_mib_up_leaves_free_frames),
        cmocka_unit_test_setup(reclaimed_acpi_memory_becomes_free_once, start),
        cmocka_unit_test(acpi_memory_in_the_middle_is_reclaimed_in_place),
        cmocka_unit_test(memory_changes_at_the_edges_of_the_map),
        cmocka_unit_test(memory_ends_at_4_gib_whatever_the_map_says),
        cmocka_unit_test_setup(runtime_addresses_follow_the_heap, start),
        cmocka_unit_test_setup(log_lines_are_stamped_with_the_clock, start),
        cmocka_unit_test_setup(the_stack_was_used_down_to_the_lowest_byte_without_paint, start),
        cmocka_unit_test_setup(frames_are_taken_and_given_back_with_their_tag, start),
        cmocka_unit_test_setup(a_refused_free_changes_nothing_and_is_logged, start),
        cmocka_unit_test_setup(a_tag_without_room_takes_no_frame, start),
        cmocka_unit_test_setup(a_write_to_a_poisoned_frame_is_told_when_it_is_handed_out, start),
        cmocka_unit_test_setup(frames_in_use_may_be_written, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
