#include "kernel/core/protect.h"

#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

/* All pages of a range have these rights. */
static void assert_rights(uint64_t from, uint64_t to, bool mapped, bool writable)
{
    for (uint64_t page = from; page < to; page += FRAME_SIZE) {
        struct paging_walk walk;
        paging_walk(&machine.paging, (uint32_t)page, &walk);
        if (walk.mapped != mapped || walk.writable != writable)
            fail_msg("page 0x%llx", (unsigned long long)page);
        if (mapped)
            assert_int_equal(walk.physical, page);
    }
}

static void page_0_and_the_guard_page_are_absent(void **state)
{
    (void)state;
    assert_rights(0, FRAME_SIZE, false, false);
    assert_rights(LAYOUT_PM_STACK_GUARD, LAYOUT_PM_STACK_GUARD_END, false, false);
}

/* Rows that share pages: between them they fill all from the load buffer to the map. */
static void what_the_loader_left_is_absent(void **state)
{
    (void)state;
    assert_int_equal(LAYOUT_KERNEL_OFFSET1_END, LAYOUT_REAL_STACK);
    assert_int_equal(LAYOUT_REAL_STACK_END, LAYOUT_STAGE1);
    assert_int_equal(LAYOUT_STAGE1_END, LAYOUT_STAGE2);
    assert_rights(LAYOUT_KERNEL_OFFSET1, LAYOUT_MEM_MAP_END, false, false);
    assert_rights(LAYOUT_MEM_MAP_END, LAYOUT_PM_LOW_GUARD, true, true);
    /* The second place of the stack, which is in its first. */
    assert_rights(LAYOUT_PM_LOW_GUARD, LAYOUT_PM_STACK_LOW_END, false, false);
    assert_rights(LAYOUT_PM_STACK_LOW_END, LAYOUT_PM_STACK_GUARD, true, true);
}

static void the_stack_and_firmware_ram_can_be_written(void **state)
{
    (void)state;
    assert_rights(LAYOUT_PM_STACK, LAYOUT_PM_STACK_END, true, true);
    assert_rights(LAYOUT_EBDA, LAYOUT_EBDA_END, true, true);
    assert_rights(LAYOUT_VIDEO, LAYOUT_VIDEO_END, true, true);
}

static void rom_and_text_can_only_be_read(void **state)
{
    (void)state;
    assert_rights(LAYOUT_ROM, LAYOUT_ROM_END, true, false);
    /* The text ends within a page: nothing else is in that. */
    assert_rights(FIXTURE_KERNEL_START, 0x104000, true, false);
    assert_rights(0x104000, LAYOUT_KHEAP_MAX_ADDR, true, true);
}

static void text_that_ends_with_a_page_protects_no_more(void **state)
{
    struct regions_runtime runtime = machine_runtime(&machine);
    struct heap heap;

    (void)state;
    heap_init(&heap, machine.ops.reach(0x400000), 0x400000, LAYOUT_KHEAP_MAX_ADDR);
    assert_int_equal(paging_init(&machine.paging, &heap), STATUS_OK);
    protect_apply(&machine.paging, &runtime, 0x102000);
    assert_rights(FIXTURE_KERNEL_START, 0x102000, true, false);
    assert_rights(0x102000, 0x110000, true, true);
}

static void nothing_above_kernel_space_is_mapped(void **state)
{
    struct paging_run run;

    (void)state;
    paging_run_at(&machine.paging, LAYOUT_KHEAP_MAX_ADDR, &run);
    assert_false(run.mapped);
    assert_int_equal(run.end, 4 * GIB);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(page_0_and_the_guard_page_are_absent, start),
        cmocka_unit_test_setup(what_the_loader_left_is_absent, start),
        cmocka_unit_test_setup(the_stack_and_firmware_ram_can_be_written, start),
        cmocka_unit_test_setup(rom_and_text_can_only_be_read, start),
        cmocka_unit_test_setup(text_that_ends_with_a_page_protects_no_more, start),
        cmocka_unit_test_setup(nothing_above_kernel_space_is_mapped, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
