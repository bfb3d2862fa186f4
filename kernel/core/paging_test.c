#include "kernel/core/paging.h"

#include <string.h>

#include "kernel/core/units.h"
#include "tests/core/check.h"

#define HEAP_START 0x200000u
#define ARENA_SIZE (256u * 1024u)

static _Alignas(16) uint8_t arena[ARENA_SIZE];
static struct heap heap;
static struct paging paging;

/* A heap that has memory for its first part only: enough for the tables. */
static enum status start_with(uint64_t end)
{
    memset(arena, 0xee, sizeof arena);
    heap_init(&heap, arena, HEAP_START, end);
    return paging_init(&paging, &heap);
}

static int start(void **state)
{
    (void)state;
    return start_with(8 * MIB) == STATUS_OK ? 0 : -1;
}

static struct paging_walk walk_of(uint64_t virtual)
{
    struct paging_walk walk;

    paging_walk(&paging, (uint32_t) virtual, &walk);
    return walk;
}

static void assert_identity(uint64_t virtual, bool writable)
{
    struct paging_walk walk = walk_of(virtual);

    assert_true(walk.mapped);
    assert_int_equal(walk.writable, writable);
    assert_int_equal(walk.physical, virtual);
}

static void kernel_space_of_any_size_is_mapped_to_itself(void **state)
{
    static const uint64_t ends[] = {0x204000 + 4 * FRAME_SIZE,
                                    3 * MIB,
                                    4 * MIB - FRAME_SIZE,
                                    4 * MIB,
                                    5 * MIB,
                                    8 * MIB,
                                    12 * MIB + FRAME_SIZE,
                                    32 * MIB,
                                    64 * MIB};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(ends); i++) {
        assert_int_equal(start_with(ends[i]), STATUS_OK);
        for (uint64_t page = 0; page < ends[i]; page += FRAME_SIZE)
            assert_identity(page + page / FRAME_SIZE % FRAME_SIZE, true);
        assert_false(walk_of(ends[i]).mapped);
        assert_false(walk_of(ends[i] + 4 * MIB).mapped);
        assert_false(walk_of(4 * GIB - 1).mapped);
        /* A directory, a table for each 4 MiB begun, the window's. */
        assert_int_equal(heap.count, 2 + (ends[i] + 4 * MIB - 1) / (4 * MIB));
    }
}

static void the_tables_are_whole_frames_of_the_heap(void **state)
{
    struct heap_allocation a;

    (void)state;
    assert_int_equal(paging.directory_address % FRAME_SIZE, 0);
    assert_ptr_equal(paging.directory, heap_pointer(&heap, paging.directory_address));
    assert_true(heap_first(&heap, &a));
    assert_string_equal(a.tag, "page directory");
    assert_int_equal(a.start, paging.directory_address);
    for (bool more = true; more; more = heap_next(&heap, &a)) {
        assert_int_equal(a.start % FRAME_SIZE, 0);
        assert_int_equal(a.size, FRAME_SIZE);
    }
}

static void a_heap_without_room_is_no_memory(void **state)
{
    (void)state;
    for (uint64_t pages = 1; pages < 7; pages++)
        assert_int_equal(start_with(HEAP_START + pages * FRAME_SIZE), STATUS_NO_MEMORY);
}

static void entries_are_as_the_processor_wants_them(void **state)
{
    (void)state;
    struct paging_walk walk = walk_of(0x7fe123);
    assert_int_equal(walk.directory_index, 1);
    assert_int_equal(walk.table_index, 0x3fe);
    assert_int_equal(walk.table_entry, 0x7fe000 | PAGING_PRESENT | PAGING_WRITE);
    assert_int_equal(walk.directory_entry & 0xfff, PAGING_PRESENT | PAGING_WRITE);
    assert_ptr_equal(heap_pointer(&heap, walk.directory_entry & ~0xfffu),
                     heap_pointer(&heap, paging.directory[1] & ~0xfffu));
    walk = walk_of(0x900000);
    assert_int_equal(walk.directory_entry, 0);
    assert_int_equal(walk.table_entry, 0);
}

static void rights_change_for_whole_pages_only(void **state)
{
    (void)state;
    paging_protect(&paging, 0x100001, 0x103fff, PAGING_PRESENT);
    assert_identity(0x100000, true);
    assert_identity(0x101000, false);
    assert_identity(0x102fff, false);
    assert_identity(0x103000, true);
    paging_protect(&paging, 0x101000, 0x102000, 0);
    assert_false(walk_of(0x101000).mapped);
    assert_int_equal(walk_of(0x101000).table_entry, 0);
    assert_identity(0x102000, false);
    paging_protect(&paging, 0x101000, 0x103000, PAGING_PRESENT | PAGING_WRITE);
    assert_identity(0x101234, true);
}

static void ranges_with_no_whole_page_change_nothing(void **state)
{
    static const uint64_t ranges[][2] = {{0x5001, 0x5fff}, {0x5001, 0x6000},  {0x5000, 0x5fff},
                                         {0x5800, 0x6800}, {0x5000, 0x5000},  {0x6000, 0x5000},
                                         {0, 0},           {4 * GIB, 5 * GIB}};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(ranges); i++) {
        paging_protect(&paging, ranges[i][0], ranges[i][1], 0);
        assert_identity(0x4000, true);
        assert_identity(0x5000, true);
        assert_identity(0x6000, true);
    }
}

static void protection_stops_at_the_end_of_kernel_space(void **state)
{
    (void)state;
    paging_protect(&paging, 8 * MIB - 2 * FRAME_SIZE, 4 * GIB, PAGING_PRESENT);
    assert_identity(8 * MIB - 3 * FRAME_SIZE, true);
    assert_identity(8 * MIB - 1, false);
    assert_false(walk_of(8 * MIB).mapped);
    assert_false(walk_of(PAGING_WINDOW).mapped);
}

static void the_window_reaches_any_frame(void **state)
{
    (void)state;
    for (uint32_t slot = 0; slot < PAGING_WINDOW_SLOTS; slot++) {
        uint64_t physical = 0xfffff123ull - slot * 0x1000000ull;
        uint32_t virtual = paging_map_window(&paging, slot, physical);
        assert_int_equal(virtual, PAGING_WINDOW + slot * FRAME_SIZE + 0x123);
        struct paging_walk walk = walk_of(virtual);
        assert_true(walk.mapped && walk.writable);
        assert_int_equal(walk.physical, physical);
    }
    /* A slot is taken over, its neighbours stay. */
    paging_map_window(&paging, 1, 0x900000);
    assert_int_equal(walk_of(PAGING_WINDOW).physical, 0xfffff000);
    assert_int_equal(walk_of(PAGING_WINDOW + FRAME_SIZE).physical, 0x900000);
    assert_false(walk_of(PAGING_WINDOW + PAGING_WINDOW_SLOTS * FRAME_SIZE).mapped);
}

static void assert_run(uint64_t start, uint64_t end, bool mapped, bool writable)
{
    struct paging_run run;

    paging_run_at(&paging, start, &run);
    assert_int_equal(run.start, start);
    assert_int_equal(run.end, end);
    assert_int_equal(run.mapped, mapped);
    assert_int_equal(run.writable, writable);
    if (mapped)
        assert_int_equal(run.physical, start);
}

static void runs_end_where_rights_or_frames_change(void **state)
{
    struct paging_run run;

    (void)state;
    assert_run(0, 8 * MIB, true, true);
    assert_run(8 * MIB, 4 * GIB, false, false);
    paging_protect(&paging, 0, FRAME_SIZE, 0);
    paging_protect(&paging, 4 * MIB - FRAME_SIZE, 4 * MIB + FRAME_SIZE, PAGING_PRESENT);
    assert_run(0, FRAME_SIZE, false, false);
    assert_run(FRAME_SIZE, 4 * MIB - FRAME_SIZE, true, true);
    assert_run(4 * MIB - FRAME_SIZE, 4 * MIB + FRAME_SIZE, true, false);
    assert_run(4 * MIB + FRAME_SIZE, 8 * MIB, true, true);
    paging_map_window(&paging, 0, 0x900000);
    paging_map_window(&paging, 1, 0x901000);
    paging_map_window(&paging, 2, 0x900000);
    assert_run(8 * MIB, PAGING_WINDOW, false, false);
    paging_run_at(&paging, PAGING_WINDOW, &run);
    assert_int_equal(run.end, PAGING_WINDOW + 2 * FRAME_SIZE);
    assert_int_equal(run.physical, 0x900000);
    paging_run_at(&paging, run.end, &run);
    assert_int_equal(run.end, PAGING_WINDOW + 3 * FRAME_SIZE);
    assert_run(run.end, 4 * GIB, false, false);
}

static void runs_of_random_rights_cover_everything_once(void **state)
{
    uint64_t random = 99;

    (void)state;
    for (unsigned i = 0; i < 300; i++) {
        uint64_t at = random_below(&random, 8 * MIB);
        static const uint32_t rights[] = {0, PAGING_PRESENT, PAGING_PRESENT | PAGING_WRITE};
        paging_protect(&paging, at, at + random_below(&random, 64 * KIB), rights[i % 3]);
    }
    struct paging_run run;
    for (uint64_t next = 0; next < 4 * GIB; next = run.end) {
        paging_run_at(&paging, next, &run);
        assert_int_equal(run.start, next);
        assert_true(run.end > next && run.end <= 4 * GIB);
        for (uint64_t page = next; page < run.end && page < 9 * MIB; page += FRAME_SIZE) {
            struct paging_walk walk = walk_of(page);
            assert_int_equal(walk.mapped, run.mapped);
            assert_int_equal(walk.writable, run.writable);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernel_space_of_any_size_is_mapped_to_itself),
        cmocka_unit_test_setup(the_tables_are_whole_frames_of_the_heap, start),
        cmocka_unit_test(a_heap_without_room_is_no_memory),
        cmocka_unit_test_setup(entries_are_as_the_processor_wants_them, start),
        cmocka_unit_test_setup(rights_change_for_whole_pages_only, start),
        cmocka_unit_test_setup(ranges_with_no_whole_page_change_nothing, start),
        cmocka_unit_test_setup(protection_stops_at_the_end_of_kernel_space, start),
        cmocka_unit_test_setup(the_window_reaches_any_frame, start),
        cmocka_unit_test_setup(runs_end_where_rights_or_frames_change, start),
        cmocka_unit_test_setup(runs_of_random_rights_cover_everything_once, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
