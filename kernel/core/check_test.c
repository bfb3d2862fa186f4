#include "kernel/core/check.h"

#include <string.h>

#include "kernel/core/bits.h"
#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;
static struct check_result result;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

/* Runs all checks: the one named must fail and say text, no other may fail. */
static void assert_only_fails(const char *name, const char *text)
{
    bool found = false;

    for (size_t i = 0; check_run(&machine, i, &result); i++) {
        if (strcmp(result.name, name) != 0) {
            if (!result.ok)
                fail_msg("%s failed too: %s", result.name, result.text);
            continue;
        }
        found = true;
        assert_false(result.ok);
        if (strstr(result.text, text) == NULL)
            fail_msg("'%s' does not say '%s'", result.text, text);
    }
    assert_true(found);
}

/* The same where others may fail as well. */
static void assert_fails(const char *name, const char *text)
{
    for (size_t i = 0; check_run(&machine, i, &result); i++) {
        if (strcmp(result.name, name) == 0)
            break;
    }
    assert_string_equal(result.name, name);
    assert_false(result.ok);
    if (strstr(result.text, text) == NULL)
        fail_msg("'%s' does not say '%s'", result.text, text);
}

static void assert_all_hold(void)
{
    for (size_t i = 0; check_run(&machine, i, &result); i++) {
        if (!result.ok)
            fail_msg("%s: %s", result.name, result.text);
    }
}

static void a_new_machine_passes_every_check(void **state)
{
    size_t count = 0;

    (void)state;
    while (check_run(&machine, count, &result))
        count++;
    assert_int_equal(count, 10);
    assert_false(check_run(&machine, SIZE_MAX, &result));
    assert_all_hold();
}

static void what_holds_is_said_with_figures(void **state)
{
    static const char *const texts[] = {
        "30704 free + 0 used + 2048 reserved = 32752 frames",
        "every frame is managed or reserved as the raw entries and the heap demand",
        "image, stack, heap and page tables lie in RAM by the raw entries",
        "2048 pages of kernel space are mapped as their regions demand",
        "frames 0x7fef and 0x7fee read back through every slot",
        "5 allocations, headers and red zones whole",
        "0 tagged runs, all in use",
        "0 poisoned frames, all as they were left",
        NULL, /* depends on the sum of the text */
        "at most 600 of 20480 bytes used",
    };

    (void)state;
    for (size_t i = 0; check_run(&machine, i, &result); i++) {
        if (texts[i] != NULL)
            assert_string_equal(result.text, texts[i]);
    }
}

static void a_machine_in_use_passes_every_check(void **state)
{
    uint32_t frame;
    uint64_t address;

    (void)state;
    assert_int_equal(frames_alloc_run(&machine.frames, 1000, 8, &frame), STATUS_OK);
    assert_int_equal(owners_add(&machine.owners, frame, frame + 1000, "x"), STATUS_OK);
    assert_int_equal(heap_alloc(&machine.heap, &(struct heap_request){1000, 4096, "x"}, &address),
                     STATUS_OK);
    assert_int_equal(machine_reclaim_acpi(&machine, &frame), STATUS_OK);
    assert_all_hold();
}

static void odd_maps_pass_every_check(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9fc00, 1, 1},       {MIB, 15 * MIB + 0x810, 1, 1},  {20 * MIB + 1, 0x5fff, 1, 1},
        {30 * MIB, 0x1800, 3, 1}, {30 * MIB + 0x1800, MIB, 1, 1}, {4 * GIB - 0x1800, GIB, 1, 1},
        {40 * MIB, 1, 5, 1},
    };
    struct bootinfo boot;
    uint32_t count;

    (void)state;
    fixture_boot(&boot, raw, LENGTH_OF(raw));
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    assert_all_hold();
    assert_int_equal(machine_reclaim_acpi(&machine, &count), STATUS_OK);
    assert_all_hold();
}

static void a_flipped_bit_names_its_frame(void **state)
{
    (void)state;
    bits_clear(machine.frames.bitmap, 0x123);
    assert_only_fails("bitmap", "frame 0x123 (0x123000)");
    bits_set(machine.frames.bitmap, 0x123);
    machine.frames.tree[33 + 5] ^= 1u << 3;
    assert_only_fails("bitmap", "frame 0x1460 (0x1460000)");
}

static void a_wrong_count_is_told(void **state)
{
    (void)state;
    machine.frames.free++;
    assert_only_fails("bitmap", "the counts (30705 free, 0 used)");
}

static void a_frame_taken_from_the_map_is_named(void **state)
{
    (void)state;
    /* Consistent in itself, so that only the map can tell. */
    bits_set(machine.frames.bitmap, 0x900);
    bits_set(machine.frames.reserved, 0x900);
    machine.frames.free--;
    assert_only_fails("map", "frame 0x900 (0x900000) is reserved");
}

static void a_frame_of_the_heap_that_is_free_is_named(void **state)
{
    (void)state;
    assert_int_equal(frames_release(&machine.frames, 0x7ff, 0x800), STATUS_OK);
    assert_fails("map", "frame 0x7ff (0x7ff000) is free, but the heap holds memory up to");
    assert_fails("places", "the heap ends at 0x800000, past the first managed frame at 0x7ff000");
}

static void the_last_frame_is_compared_with_the_map_too(void **state)
{
    (void)state;
    assert_int_equal(frames_grow(&machine.frames, 32768), STATUS_OK);
    assert_int_equal(frames_release(&machine.frames, 32767, 32768), STATUS_OK);
    assert_only_fails("map", "frame 0x7fff (0x7fff000) is free, but raw entry 4 makes it acpi");
}

static void an_overrun_names_the_allocation_and_the_byte(void **state)
{
    uint64_t data;
    char text[64];
    struct fmt_buffer buffer;

    (void)state;
    assert_int_equal(heap_alloc(&machine.heap, &(struct heap_request){100, 16, "victim"}, &data),
                     STATUS_OK);
    *fixture_reach(data + 103) = 0;
    fmt_print(fmt_buffer_init(&buffer, text, sizeof text), "at 0x%llx", data + 103);
    assert_only_fails("heap", text);
    assert_only_fails("heap", "'victim'");
}

static void a_damaged_header_is_named(void **state)
{
    (void)state;
    *fixture_reach(machine.heap.start + 8) ^= 0x80;
    assert_only_fails("heap", "header at 0x124000 is damaged");
}

static void a_tag_on_a_frame_that_is_not_used_is_named(void **state)
{
    (void)state;
    assert_int_equal(owners_add(&machine.owners, 0x900, 0x901, "ghost"), STATUS_OK);
    assert_only_fails("owners", "frame 0x900 is tagged 'ghost'");
    assert_int_equal(owners_remove(&machine.owners, 0, UINT32_MAX), STATUS_OK);
    assert_int_equal(owners_add(&machine.owners, 0xfffff, 0x100000, "far"), STATUS_OK);
    assert_only_fails("owners", "frame 0xfffff is tagged 'far'");
}

static void overwritten_text_is_told_with_both_sums(void **state)
{
    (void)state;
    *fixture_reach(FIXTURE_TEXT_END - 1) ^= 1;
    assert_only_fails("text", "kernel text 0x101000-0x103456");
    assert_only_fails("text", "it was overwritten");
    *fixture_reach(FIXTURE_TEXT_END - 1) ^= 1;
    *fixture_reach(FIXTURE_TEXT_END) ^= 1;
    assert_all_hold();
}

static void a_stack_with_little_headroom_is_told(void **state)
{
    (void)state;
    *fixture_reach(LAYOUT_PM_STACK + 1024) = 0;
    assert_all_hold();
    *fixture_reach(LAYOUT_PM_STACK + 1023) = 0;
    assert_only_fails("stack", "fewer than 1024 left");
}

static void a_stack_without_paint_has_no_depth(void **state)
{
    (void)state;
    memset(fixture_reach(LAYOUT_PM_STACK), 0, LAYOUT_PM_STACK_END - LAYOUT_PM_STACK);
    assert_only_fails("stack", "no paint is left");
    assert_null(strstr(result.text, "20480"));
}

static void a_write_to_the_stack_s_bottom_is_no_depth(void **state)
{
    (void)state;
    *fixture_reach(LAYOUT_PM_STACK) = 0;
    assert_only_fails("stack", "its lowest bytes were overwritten, yet 19876 above keep their");
}

static void the_longest_answers_fit_their_line(void **state)
{
    uint64_t data;

    (void)state;
    assert_int_equal(
        heap_alloc(&machine.heap, &(struct heap_request){100, 16, "fifteen letters"}, &data),
        STATUS_OK);
    *fixture_reach(data + 100) = 0;
    *fixture_reach(FIXTURE_TEXT_START) ^= 1;
    *fixture_reach(LAYOUT_PM_STACK) = 0;
    for (size_t i = 0; check_run(&machine, i, &result); i++)
        assert_true(strlen(result.text) < CHECK_TEXT_SIZE - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_machine_passes_every_check, start),
        cmocka_unit_test_setup(what_holds_is_said_with_figures, start),
        cmocka_unit_test_setup(a_machine_in_use_passes_every_check, start),
        cmocka_unit_test_setup(odd_maps_pass_every_check, start),
        cmocka_unit_test_setup(a_flipped_bit_names_its_frame, start),
        cmocka_unit_test_setup(a_wrong_count_is_told, start),
        cmocka_unit_test_setup(a_frame_taken_from_the_map_is_named, start),
        cmocka_unit_test_setup(a_frame_of_the_heap_that_is_free_is_named, start),
        cmocka_unit_test_setup(the_last_frame_is_compared_with_the_map_too, start),
        cmocka_unit_test_setup(an_overrun_names_the_allocation_and_the_byte, start),
        cmocka_unit_test_setup(a_damaged_header_is_named, start),
        cmocka_unit_test_setup(a_tag_on_a_frame_that_is_not_used_is_named, start),
        cmocka_unit_test_setup(overwritten_text_is_told_with_both_sums, start),
        cmocka_unit_test_setup(a_stack_with_little_headroom_is_told, start),
        cmocka_unit_test_setup(a_write_to_the_stack_s_bottom_is_no_depth, start),
        cmocka_unit_test_setup(a_stack_without_paint_has_no_depth, start),
        cmocka_unit_test_setup(the_longest_answers_fit_their_line, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
