#include "kernel/core/heap.h"

#include <string.h>

#include "tests/core/check.h"

#define START 0x123000u
#define SIZE  0x4000u

static _Alignas(16) uint8_t memory[SIZE];
static struct heap heap;

static int start(void **state)
{
    (void)state;
    memset(memory, 0xee, sizeof memory);
    heap_init(&heap, memory, START, START + SIZE);
    return 0;
}

static enum status try_alloc(uint32_t size, uint32_t align, const char *tag, uint64_t *address)
{
    return heap_alloc(&heap, &(struct heap_request){size, align, tag}, address);
}

static uint64_t alloc(uint32_t size, uint32_t align, const char *tag)
{
    uint64_t address = 0;

    assert_int_equal(try_alloc(size, align, tag, &address), STATUS_OK);
    return address;
}

static void an_allocation_is_header_data_red_zone_and_padding(void **state)
{
    (void)state;
    assert_int_equal(alloc(1, 1, "one"), START + 32);
    assert_int_equal(heap.cursor, START + 64);
    assert_int_equal(alloc(16, 16, "two"), START + 64 + 32);
    assert_int_equal(heap.cursor, START + 128);
    assert_int_equal(alloc(17, 16, "three"), START + 128 + 32);
    assert_int_equal(heap.cursor, START + 128 + 80);
    assert_int_equal(heap.count, 3);
}

static void data_starts_at_its_alignment(void **state)
{
    (void)state;
    for (uint32_t align = 1; align <= 4096; align *= 2) {
        uint64_t address = alloc(1, align, "aligned");
        assert_int_equal(address % align, 0);
        assert_int_equal(address % 16, 0);
    }
}

static void what_makes_no_sense_is_refused_and_changes_nothing(void **state)
{
    uint64_t address = 7;

    (void)state;
    assert_int_equal(try_alloc(0, 16, "x", &address), STATUS_ARGUMENT);
    assert_int_equal(try_alloc(1, 0, "x", &address), STATUS_ARGUMENT);
    assert_int_equal(try_alloc(1, 24, "x", &address), STATUS_ARGUMENT);
    assert_int_equal(address, 7);
    assert_int_equal(heap.cursor, START);
    assert_int_equal(heap.count, 0);
}

static void sizes_near_4_gib_do_not_wrap_into_room(void **state)
{
    static const uint32_t sizes[] = {SIZE,        SIZE - 47,   0x7fffffffu,
                                     0x80000000u, 0xfffffff0u, UINT32_MAX};
    uint64_t address = 7;

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(sizes); i++) {
        assert_int_equal(try_alloc(sizes[i], 16, "x", &address), STATUS_NO_MEMORY);
        assert_int_equal(try_alloc(sizes[i], 1u << 31, "x", &address), STATUS_NO_MEMORY);
    }
    assert_int_equal(try_alloc(1, 1u << 31, "x", &address), STATUS_NO_MEMORY);
    assert_int_equal(address, 7);
    assert_int_equal(heap.cursor, START);
}

static void what_is_left_can_be_taken_to_the_last_byte(void **state)
{
    uint64_t address;

    (void)state;
    assert_int_equal(heap_left(&heap), SIZE - 48);
    alloc(100, 16, "some");
    uint32_t left = (uint32_t)heap_left(&heap);
    assert_int_equal(try_alloc(left + 1, 16, "x", &address), STATUS_NO_MEMORY);
    assert_int_equal(try_alloc(left, 16, "rest", &address), STATUS_OK);
    assert_int_equal(heap.cursor, heap.end);
    assert_int_equal(heap_left(&heap), 0);
    assert_int_equal(try_alloc(1, 1, "x", &address), STATUS_NO_MEMORY);
}

static void a_heap_high_in_memory_keeps_its_addresses(void **state)
{
    uint64_t address;

    (void)state;
    heap_init(&heap, memory, 0xfffff000u, 0xfffff000ull + SIZE);
    assert_int_equal(try_alloc(5000, 16, "high", &address), STATUS_OK);
    assert_true(address == 0xfffff020ull);
    assert_int_equal(try_alloc(16, 16, "higher", &address), STATUS_OK);
    assert_true(address > 1ull << 32);
    assert_ptr_equal(heap_pointer(&heap, address), memory + (address - 0xfffff000ull));
}

static void the_walk_lists_all_in_order(void **state)
{
    static const char *const tags[] = {"first", "exactly fifteen", "much longer than fifteen"};
    struct heap_allocation a;

    (void)state;
    assert_false(heap_first(&heap, &a));
    for (uint32_t i = 0; i < 3; i++)
        alloc(10 + i, 16u << i, tags[i]);
    assert_true(heap_first(&heap, &a));
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(a.size, 10 + i);
        assert_int_equal(a.align, 16u << i);
        assert_int_equal(a.start % a.align, 0);
        assert_string_equal(a.tag, i < 2 ? tags[i] : "much longer tha");
        assert_int_equal(heap_next(&heap, &a), i < 2);
    }
    assert_int_equal(a.next, heap.cursor);
}

static void data_may_be_written_to_its_last_byte(void **state)
{
    uint64_t address;
    struct heap_allocation a;

    (void)state;
    for (uint32_t size = 1; size < 40; size++)
        memset(heap_pointer(&heap, alloc(size, 16, "mine")), 0x5a, size);
    assert_int_equal(heap_check(&heap, &address, &a), STATUS_OK);
}

static void every_byte_behind_the_data_is_guarded(void **state)
{
    struct heap_allocation a;
    uint64_t address;

    (void)state;
    alloc(20, 16, "before");
    uint64_t data = alloc(21, 16, "victim");
    uint64_t end = heap.cursor;
    alloc(20, 16, "behind");
    assert_int_equal(end - data - 21, 27);
    for (uint64_t byte = data + 21; byte < end; byte++) {
        uint8_t *damaged = heap_pointer(&heap, byte);
        *damaged ^= 1;
        assert_int_equal(heap_check(&heap, &address, &a), STATUS_CORRUPT);
        assert_int_equal(address, byte);
        assert_string_equal(a.tag, "victim");
        assert_int_equal(a.start, data);
        assert_int_equal(a.size, 21);
        *damaged ^= 1;
    }
    assert_int_equal(heap_check(&heap, &address, &a), STATUS_OK);
}

static void every_bit_of_a_header_is_guarded(void **state)
{
    struct heap_allocation a;
    uint64_t address;

    (void)state;
    alloc(300, 16, "before");
    uint64_t header = heap.cursor;
    alloc(300, 64, "victim");
    alloc(300, 16, "behind");
    for (unsigned bit = 0; bit < 32 * 8; bit++) {
        uint8_t *byte = heap_pointer(&heap, header + bit / 8);
        *byte ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(heap_check(&heap, &address, &a), STATUS_CORRUPT);
        assert_int_equal(address, header);
        assert_int_equal(a.size, 0);
        assert_true(heap_first(&heap, &a));
        assert_false(heap_next(&heap, &a));
        *byte ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(heap_check(&heap, &address, &a), STATUS_OK);
}

static void a_random_header_never_leads_the_walk_astray(void **state)
{
    uint64_t seed = 5;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        struct heap_allocation a;
        uint64_t address;
        start(NULL);
        alloc(40, 16, "one");
        uint64_t header = heap.cursor;
        alloc(40, 16, "two");
        uint32_t *word = heap_pointer(&heap, header);
        word[random_below(&seed, 8)] = (uint32_t)random_next(&seed);
        word[random_below(&seed, 8)] = (uint32_t)random_next(&seed);
        assert_int_equal(heap_check(&heap, &address, &a), STATUS_CORRUPT);
        assert_int_equal(address, header);
    }
}

static void a_wrong_count_or_cursor_is_noticed(void **state)
{
    struct heap_allocation a;
    uint64_t address;

    (void)state;
    alloc(40, 16, "one");
    heap.count++;
    assert_int_equal(heap_check(&heap, &address, &a), STATUS_CORRUPT);
    heap.count--;
    heap.cursor += 64;
    assert_int_equal(heap_check(&heap, &address, &a), STATUS_CORRUPT);
    heap.cursor -= 80;
    assert_int_equal(heap_check(&heap, &address, &a), STATUS_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_allocation_is_header_data_red_zone_and_padding, start),
        cmocka_unit_test_setup(data_starts_at_its_alignment, start),
        cmocka_unit_test_setup(what_makes_no_sense_is_refused_and_changes_nothing, start),
        cmocka_unit_test_setup(sizes_near_4_gib_do_not_wrap_into_room, start),
        cmocka_unit_test_setup(what_is_left_can_be_taken_to_the_last_byte, start),
        cmocka_unit_test_setup(a_heap_high_in_memory_keeps_its_addresses, start),
        cmocka_unit_test_setup(the_walk_lists_all_in_order, start),
        cmocka_unit_test_setup(data_may_be_written_to_its_last_byte, start),
        cmocka_unit_test_setup(every_byte_behind_the_data_is_guarded, start),
        cmocka_unit_test_setup(every_bit_of_a_header_is_guarded, start),
        cmocka_unit_test_setup(a_random_header_never_leads_the_walk_astray, start),
        cmocka_unit_test_setup(a_wrong_count_or_cursor_is_noticed, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
