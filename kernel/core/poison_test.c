#include "kernel/core/poison.h"

#include <string.h>

#include "kernel/core/units.h"
#include "tests/core/check.h"

#define FRAMES     40u
#define ABSENT     30u /* a frame that cannot be reached */
#define HEAP_START 0x100000u

static uint8_t ram[FRAMES * FRAME_SIZE];
static _Alignas(16) uint8_t heap_memory[1024];
static struct heap heap;
static struct poison poison;

static uint8_t *reach(uint64_t address)
{
    return address >> FRAME_SHIFT == ABSENT ? NULL : ram + address;
}

static int start(void **state)
{
    (void)state;
    memset(ram, 0x11, sizeof ram);
    heap_init(&heap, heap_memory, HEAP_START, HEAP_START + sizeof heap_memory);
    poison_init(&poison, FRAMES, reach);
    return poison_set(&poison, &heap, true) == STATUS_OK ? 0 : -1;
}

/* How many bytes of a frame hold what they held at the start. */
static unsigned untouched(uint32_t frame)
{
    unsigned count = 0;

    for (uint32_t i = 0; i < FRAME_SIZE; i++)
        count += ram[frame * FRAME_SIZE + i] == 0x11;
    return count;
}

static void what_is_off_fills_and_finds_nothing(void **state)
{
    uint64_t address;

    (void)state;
    poison_init(&poison, FRAMES, reach);
    poison_fill(&poison, 0, FRAMES - 1);
    assert_int_equal(poison.count, 0);
    assert_int_equal(untouched(3), FRAME_SIZE);
    assert_int_equal(poison_next(&poison, 0), FRAMES);
    assert_int_equal(poison_check(&poison, 3, &address), STATUS_OK);
    poison_forget(&poison, 0, FRAMES);
    assert_int_equal(poison_set(&poison, &heap, false), STATUS_OK);
}

static void the_bitmap_is_taken_once(void **state)
{
    uint32_t count = heap.count;

    (void)state;
    poison_fill(&poison, 4, 6);
    assert_int_equal(poison_set(&poison, &heap, false), STATUS_OK);
    assert_int_equal(poison_set(&poison, &heap, true), STATUS_OK);
    assert_int_equal(heap.count, count);
    assert_int_equal(poison.count, 2);
}

static void a_heap_without_room_leaves_it_off(void **state)
{
    (void)state;
    heap_init(&heap, heap_memory, HEAP_START, HEAP_START + 16);
    poison_init(&poison, FRAMES, reach);
    assert_int_equal(poison_set(&poison, &heap, true), STATUS_NO_MEMORY);
    assert_false(poison.on);
    poison_fill(&poison, 0, 4);
    assert_int_equal(untouched(0), FRAME_SIZE);
}

static void exactly_the_frames_given_are_filled(void **state)
{
    (void)state;
    poison_fill(&poison, 7, 10);
    poison_fill(&poison, 8, 9); /* a second time changes no count */
    assert_int_equal(poison.count, 3);
    assert_int_equal(untouched(6), FRAME_SIZE);
    assert_int_equal(untouched(7) + untouched(8) + untouched(9), 0);
    assert_int_equal(untouched(10), FRAME_SIZE);
    assert_int_equal(poison_next(&poison, 0), 7);
    assert_int_equal(poison_next(&poison, 9), 9);
    assert_int_equal(poison_next(&poison, 10), FRAMES);
}

static void any_byte_that_was_written_is_found(void **state)
{
    static const uint32_t offsets[] = {0, 1, 2047, FRAME_SIZE - 1};
    uint64_t address;

    (void)state;
    poison_fill(&poison, 7, 8);
    assert_int_equal(poison_check(&poison, 7, &address), STATUS_OK);
    for (size_t i = LENGTH_OF(offsets); i-- > 0;) {
        ram[7 * FRAME_SIZE + offsets[i]] ^= 1;
        assert_int_equal(poison_check(&poison, 7, &address), STATUS_CORRUPT);
        assert_int_equal(address, 7 * FRAME_SIZE + offsets[i]); /* the first one */
    }
}

static void what_is_forgotten_may_hold_anything(void **state)
{
    uint64_t address;

    (void)state;
    poison_fill(&poison, 5, 8);
    poison_forget(&poison, 6, 12);
    assert_int_equal(poison.count, 1);
    ram[6 * FRAME_SIZE] = 0;
    assert_int_equal(poison_check(&poison, 6, &address), STATUS_OK);
    assert_int_equal(poison_next(&poison, 6), FRAMES);
    assert_int_equal(poison_next(&poison, 0), 5);
}

static void off_keeps_watching_what_is_filled(void **state)
{
    uint64_t address;

    (void)state;
    poison_fill(&poison, 5, 6);
    poison_set(&poison, &heap, false);
    poison_fill(&poison, 6, 7);
    assert_int_equal(poison.count, 1);
    ram[5 * FRAME_SIZE + 9] = 0;
    assert_int_equal(poison_check(&poison, 5, &address), STATUS_CORRUPT);
}

static void a_frame_out_of_reach_is_passed_over(void **state)
{
    uint64_t address;

    (void)state;
    poison_fill(&poison, ABSENT - 1, ABSENT + 2);
    assert_int_equal(poison.count, 2);
    assert_int_equal(poison_check(&poison, ABSENT, &address), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_off_fills_and_finds_nothing, start),
        cmocka_unit_test_setup(the_bitmap_is_taken_once, start),
        cmocka_unit_test_setup(a_heap_without_room_leaves_it_off, start),
        cmocka_unit_test_setup(exactly_the_frames_given_are_filled, start),
        cmocka_unit_test_setup(any_byte_that_was_written_is_found, start),
        cmocka_unit_test_setup(what_is_forgotten_may_hold_anything, start),
        cmocka_unit_test_setup(off_keeps_watching_what_is_filled, start),
        cmocka_unit_test_setup(a_frame_out_of_reach_is_passed_over, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
