/* Places, page tables and the window: each case plants one mistake in a sound
 * machine and asks for its name. */
#include "kernel/core/check_places.h"

#include <string.h>

#include "kernel/core/check.h"
#include "kernel/core/check_pages.h"
#include "kernel/core/check_window.h"
#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

typedef bool check_function(const struct machine *machine, struct fmt_sink out);

static struct machine machine;
static char text[CHECK_TEXT_SIZE];

static bool holds(check_function *check)
{
    struct fmt_buffer buffer;

    return check(&machine, fmt_buffer_init(&buffer, text, sizeof text));
}

static void assert_told(check_function *check, const char *part)
{
    assert_false(holds(check));
    if (strstr(text, part) == NULL)
        fail_msg("'%s' does not say '%s'", text, part);
    assert_true(strlen(text) < CHECK_TEXT_SIZE - 1);
}

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    assert_true(holds(check_places));
    assert_true(holds(check_pages));
    assert_true(holds(check_pages_essential));
    assert_true(holds(check_window));
    return 0;
}

static void add_entry(uint64_t base, uint64_t length, uint32_t type)
{
    machine.boot.raw[machine.boot.raw_count++] = (struct e820_entry){base, length, type, 1};
}

static void a_heap_over_a_hole(void **state)
{
    (void)state;
    machine.boot.raw[3].length = 3 * MIB;
    add_entry(5 * MIB, 0x7af0000, 1);
    assert_told(check_places, "heap 0x124000-0x800000: 0x400000 is in no raw entry");
    add_entry(4 * MIB, MIB, 2);
    assert_told(check_places, "heap 0x124000-0x800000: 0x400000 is reserved by raw entry 7");
}

static void an_image_or_stack_where_there_is_no_ram(void **state)
{
    (void)state;
    add_entry(0x101000, 1, 5);
    assert_told(check_places, "image 0x100000-0x123450: 0x101000 is unusable by raw entry 6");
    machine.boot.raw[6] = (struct e820_entry){0x8f000, 0x11000, 2, 1};
    assert_told(check_places, "stack 0x8b000-0x90000: 0x8f000 is reserved by raw entry 6");
}

static void a_stack_in_the_firmware_s_memory(void **state)
{
    (void)state;
    machine.boot.conventional_kib = 0x90000 / 1024;
    assert_true(holds(check_places));
    machine.boot.conventional_kib--;
    assert_told(check_places, "stack 0x8b000-0x90000: INT 12h reports the firmware's memory from "
                              "0x8fc00");
    machine.boot.conventional_kib = 0; /* no answer is none */
    assert_true(holds(check_places));
}

static void a_map_without_low_memory_says_nothing_of_it(void **state)
{
    (void)state;
    machine.boot.raw[0] = machine.boot.raw[3];
    machine.boot.raw_count = 1;
    assert_true(holds(check_places));
    add_entry(0, 0x80000, 1); /* now it does */
    assert_told(check_places, "stack 0x8b000-0x90000: 0x8b000 is in no raw entry");
}

static void a_heap_that_leaves_its_place(void **state)
{
    (void)state;
    machine.heap.end += FRAME_SIZE;
    assert_told(check_places, "the heap ends at 0x801000, past its row, which ends at 0x800000");
    machine.heap.end = LAYOUT_KHEAP_MAX_ADDR;
    machine.heap.start = FIXTURE_KERNEL_END - 16;
    assert_told(check_places, "the heap starts at 0x123440, inside the image");
    machine.heap.start = machine.heap.end;
    assert_told(check_places, "heap 0x800000-0x800000 is empty");
    machine.heap.start = 0x124000;
    machine.heap.cursor = machine.heap.end + 16;
    assert_told(check_places, "the heap's cursor 0x800010 lies outside");
}

static void a_page_table_outside_the_heap(void **state)
{
    (void)state;
    machine.paging.directory[1] = 0x50000 | PAGING_PRESENT | PAGING_WRITE;
    assert_told(check_places, "page table 0x50000 lies outside the heap");
}

static uint32_t *entry_of(uint32_t page)
{
    uint32_t table = machine.paging.directory[page >> 22] & ~0xfffu;

    return (uint32_t *)(void *)fixture_reach(table) + (page >> 12) % 1024;
}

/* What each page is set to, and what must be reported. */
static void a_page_that_is_not_as_its_region_demands(void **state)
{
    static const struct {
        uint32_t page;
        uint32_t entry;
        const char *told;
        bool essential;
    } cases[] = {
        {0, 3, "page 0x0 of page 0 is mapped, but must be absent", true},
        {LAYOUT_PM_STACK_GUARD, LAYOUT_PM_STACK_GUARD | 3, "PM_STACK_GUARD is mapped, but", true},
        {0x7000, 0x7003, "page 0x7000 of REAL_STACK is mapped, but must be absent", false},
        {LAYOUT_STAGE2 + 0x200, 0x8003, "page 0x8000 of STAGE2 is mapped, but", false},
        {LAYOUT_PM_STACK, 0, "page 0x8b000 of PM_STACK is not mapped", true},
        {LAYOUT_ROM, LAYOUT_ROM | 3, "page 0xc0000 of ROM can be written, but", false},
        {0x103000, 0x103003, "the kernel's code and constants can be written, but", true},
        {0x100000, 0, "page 0x100000 of the kernel's code and constants is not mapped", true},
        {0x104000, 0x104001, "page 0x104000 of the kernel's data is read-only, but must", true},
        {0x123000, 0, "page 0x123000 of the kernel's data is not mapped", true},
        {0x123000, 0x124003, "page 0x123000 of the kernel's data is mapped to another", true},
        {0x125000, 0x125001, "page 0x125000 of the heap is read-only, but must be", true},
        {0x7ff000, 0, "page 0x7ff000 of the heap is not mapped", false},
        {0x50000, 0, "page 0x50000 of low memory is not mapped", false},
        {0xb8000, 0, "page 0xb8000 of VIDEO is not mapped", true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        uint32_t *entry = entry_of(cases[i].page);
        uint32_t before = *entry;
        *entry = cases[i].entry;
        assert_told(check_pages, cases[i].told);
        assert_int_equal(holds(check_pages_essential), !cases[i].essential);
        *entry = before;
    }
}

static void a_directory_entry_that_is_wrong(void **state)
{
    uint32_t before = machine.paging.directory[0];

    (void)state;
    machine.paging.directory[0] = before & ~PAGING_WRITE;
    assert_told(check_pages, "is read-only, but must be writable");
    machine.paging.directory[0] = 0;
    assert_told(check_pages, "is not mapped");
    machine.paging.directory[0] = before;
    machine.paging.directory[500] = before;
    assert_told(check_pages, "of memory above kernel space is mapped, but must be absent");
    machine.paging.directory[500] = 0;
    machine.paging.directory[1023] = 0;
    assert_told(check_pages, "the window's page table is not mapped");
}

static void a_window_entry_past_the_slots(void **state)
{
    (void)state;
    machine.paging.window[PAGING_WINDOW_SLOTS - 1] = 0x900003; /* a slot may show anything */
    assert_true(holds(check_pages));
    machine.paging.window[PAGING_WINDOW_SLOTS] = 0x900003;
    assert_told(check_pages, "page 0xffc04000 of memory above kernel space is mapped");
}

/* A window without invlpg: each slot keeps showing the first frame that it showed. */
static uint8_t *reach_stale(uint64_t address)
{
    static uint64_t first[PAGING_WINDOW_SLOTS];
    static unsigned next;

    if (address < LAYOUT_KHEAP_MAX_ADDR)
        return fixture_reach_far(address);
    uint64_t *slot = &first[next++ % PAGING_WINDOW_SLOTS];
    if (*slot == 0)
        *slot = address;
    return fixture_reach_far(*slot);
}

/* One whose slots all lead to one frame. */
static uint8_t *reach_one(uint64_t address)
{
    return fixture_reach_far(address < LAYOUT_KHEAP_MAX_ADDR ? address : 16 * MIB);
}

static uint8_t *reach_nothing(uint64_t address)
{
    return address < LAYOUT_KHEAP_MAX_ADDR ? fixture_reach_far(address) : NULL;
}

static void a_window_that_shows_another_frame(void **state)
{
    (void)state;
    machine.ops.reach = reach_stale;
    assert_told(check_window, "an old translation was not flushed");
    machine.ops.reach = reach_one;
    assert_told(check_window, "but the window shows");
    machine.ops.reach = reach_nothing;
    assert_told(check_window, "frame 0x7fef cannot be reached");
}

static void the_window_is_tested_without_a_trace(void **state)
{
    uint8_t before[FRAME_SIZE];

    (void)state;
    memset(fixture_reach_far(0x7fef000), 0xdb, FRAME_SIZE);
    memcpy(before, fixture_reach_far(0x7fef000), FRAME_SIZE);
    assert_true(holds(check_window));
    assert_memory_equal(before, fixture_reach_far(0x7fef000), FRAME_SIZE);
}

static void without_free_frames_nothing_is_claimed(void **state)
{
    uint32_t first;

    (void)state;
    assert_int_equal(frames_alloc_run(&machine.frames, machine.frames.free, 1, &first), STATUS_OK);
    assert_true(holds(check_window));
    assert_string_equal(text, "not tested: fewer than 2 frames are free");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_heap_over_a_hole, start),
        cmocka_unit_test_setup(an_image_or_stack_where_there_is_no_ram, start),
        cmocka_unit_test_setup(a_stack_in_the_firmware_s_memory, start),
        cmocka_unit_test_setup(a_map_without_low_memory_says_nothing_of_it, start),
        cmocka_unit_test_setup(a_heap_that_leaves_its_place, start),
        cmocka_unit_test_setup(a_page_table_outside_the_heap, start),
        cmocka_unit_test_setup(a_page_that_is_not_as_its_region_demands, start),
        cmocka_unit_test_setup(a_directory_entry_that_is_wrong, start),
        cmocka_unit_test_setup(a_window_entry_past_the_slots, start),
        cmocka_unit_test_setup(a_window_that_shows_another_frame, start),
        cmocka_unit_test_setup(the_window_is_tested_without_a_trace, start),
        cmocka_unit_test_setup(without_free_frames_nothing_is_claimed, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
