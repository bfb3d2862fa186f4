#include "kernel/core/frames.h"

#include <stdlib.h>

#include "tests/core/check.h"

static struct frames frames;
static void *memory;

/* count frames, all free, of a bitmap that has room for capacity. */
static void start(uint32_t count, uint32_t capacity)
{
    free(memory);
    memory = malloc(frames_memory_size(capacity));
    assert_non_null(memory);
    frames_init(&frames, memory, count, capacity);
    assert_int_equal(frames_release(&frames, 0, count), STATUS_OK);
}

static int stop(void **state)
{
    (void)state;
    free(memory);
    memory = NULL;
    return 0;
}

static void assert_counts(uint32_t free_count, uint32_t used, uint32_t reserved)
{
    assert_int_equal(frames.free, free_count);
    assert_int_equal(frames.used, used);
    assert_int_equal(frames_reserved_count(&frames), reserved);
}

static uint32_t alloc(void)
{
    uint32_t frame = UINT32_MAX;

    assert_int_equal(frames_alloc(&frames, &frame), STATUS_OK);
    return frame;
}

static void at_first_every_frame_is_reserved(void **state)
{
    uint32_t frame = 7;

    (void)state;
    start(1000, 2000);
    frames_init(&frames, memory, 1000, 2000);
    assert_counts(0, 0, 1000);
    assert_int_equal(frames_state(&frames, 0), FRAME_RESERVED);
    assert_int_equal(frames_state(&frames, 999), FRAME_RESERVED);
    assert_int_equal(frames_alloc(&frames, &frame), STATUS_NO_MEMORY);
    assert_int_equal(frame, 7);
    assert_int_equal(frames.refused_no_memory, 1);
}

static void the_lowest_free_frame_is_taken_first(void **state)
{
    (void)state;
    start(1025, 1025);
    for (uint32_t i = 0; i < 1025; i++)
        assert_int_equal(alloc(), i);
    assert_int_equal(frames_free(&frames, 1024), STATUS_OK);
    assert_int_equal(frames_free(&frames, 33), STATUS_OK);
    assert_int_equal(frames_free(&frames, 32), STATUS_OK);
    assert_int_equal(alloc(), 32);
    assert_int_equal(alloc(), 33);
    assert_int_equal(alloc(), 1024);
}

static void every_size_gives_out_all_of_its_frames_and_no_more(void **state)
{
    static const uint32_t sizes[] = {
        1,     31,    32,    33,    1023,  1024,    1025,           32752,     32767,
        32768, 32769, 65536, 30704, 99999, 1 << 19, FRAMES_MAX - 1, FRAMES_MAX};
    uint32_t frame;

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(sizes); i++) {
        start(sizes[i], sizes[i]);
        for (uint32_t expected = 0; expected < sizes[i]; expected++)
            assert_int_equal(alloc(), expected);
        assert_int_equal(frames_alloc(&frames, &frame), STATUS_NO_MEMORY);
        assert_counts(0, sizes[i], 0);
    }
}

static void only_reserved_frames_inside_can_be_released(void **state)
{
    (void)state;
    start(100, 200);
    assert_int_equal(frames_release(&frames, 0, 1), STATUS_ARGUMENT);
    assert_int_equal(frames_release(&frames, 5, 5), STATUS_RANGE);
    assert_int_equal(frames_release(&frames, 6, 5), STATUS_RANGE);
    assert_int_equal(frames_release(&frames, 99, 101), STATUS_RANGE);
    frames_init(&frames, memory, 100, 200);
    assert_int_equal(frames_release(&frames, 10, 90), STATUS_OK);
    assert_int_equal(frames_release(&frames, 0, 11), STATUS_ARGUMENT);
    assert_int_equal(frames_release(&frames, 89, 100), STATUS_ARGUMENT);
    assert_counts(80, 0, 20);
    assert_int_equal(alloc(), 10);
}

static void each_refusal_to_free_says_why_and_is_counted(void **state)
{
    (void)state;
    start(64, 64);
    frames_init(&frames, memory, 64, 64);
    frames_release(&frames, 8, 64);
    assert_int_equal(alloc(), 8);
    assert_int_equal(frames_free(&frames, 64), STATUS_RANGE);
    assert_int_equal(frames_free(&frames, UINT32_MAX), STATUS_RANGE);
    assert_int_equal(frames_free(&frames, 7), STATUS_RESERVED);
    assert_int_equal(frames_free(&frames, 9), STATUS_NOT_ALLOCATED);
    assert_int_equal(frames_free(&frames, 8), STATUS_OK);
    assert_int_equal(frames_free(&frames, 8), STATUS_NOT_ALLOCATED);
    assert_int_equal(frames.refused_range, 2);
    assert_int_equal(frames.refused_reserved, 1);
    assert_int_equal(frames.refused_not_allocated, 2);
    assert_counts(56, 0, 8);
}

static void a_run_is_freed_whole_or_not_at_all(void **state)
{
    uint32_t first;
    uint32_t culprit;

    (void)state;
    start(128, 128);
    assert_int_equal(frames_alloc_run(&frames, 100, 1, &first), STATUS_OK);
    assert_int_equal(frames_free(&frames, 50), STATUS_OK);
    assert_int_equal(frames_check_free(&frames, 0, 100, &culprit), STATUS_NOT_ALLOCATED);
    assert_int_equal(culprit, 50);
    assert_int_equal(frames.refused_not_allocated, 0);
    assert_int_equal(frames_free_run(&frames, 0, 100), STATUS_NOT_ALLOCATED);
    assert_int_equal(frames.refused_not_allocated, 1);
    assert_int_equal(frames_free_run(&frames, 0, 0), STATUS_ARGUMENT);
    assert_int_equal(frames_free_run(&frames, 120, 9), STATUS_NOT_ALLOCATED);
    assert_int_equal(frames_free_run(&frames, 51, UINT32_MAX), STATUS_NOT_ALLOCATED);
    assert_int_equal(frames_free_run(&frames, UINT32_MAX, 2), STATUS_RANGE);
    assert_counts(29, 99, 0);
    assert_int_equal(frames_free_run(&frames, 51, 49), STATUS_OK);
    assert_int_equal(frames_free_run(&frames, 0, 50), STATUS_OK);
    assert_counts(128, 0, 0);
}

static void a_run_past_the_end_is_out_of_range(void **state)
{
    uint32_t first;

    (void)state;
    start(100, 128);
    assert_int_equal(frames_alloc_run(&frames, 100, 1, &first), STATUS_OK);
    assert_int_equal(frames_free_run(&frames, 90, 11), STATUS_RANGE);
    assert_int_equal(frames_free_run(&frames, 90, UINT32_MAX - 89), STATUS_RANGE);
    assert_int_equal(frames.refused_range, 2);
    assert_counts(0, 100, 0);
}

static void a_run_is_the_lowest_that_fits(void **state)
{
    uint32_t first;

    (void)state;
    start(4096, 4096);
    assert_int_equal(frames_alloc_run(&frames, 4096, 1, &first), STATUS_OK);
    frames_free_run(&frames, 30, 5);     /* across a word */
    frames_free_run(&frames, 1000, 100); /* across a level */
    frames_free_run(&frames, 4000, 96);  /* to the end */
    assert_int_equal(frames_alloc_run(&frames, 6, 1, &first), STATUS_OK);
    assert_int_equal(first, 1000);
    assert_int_equal(frames_alloc_run(&frames, 5, 1, &first), STATUS_OK);
    assert_int_equal(first, 30);
    assert_int_equal(frames_alloc_run(&frames, 96, 1, &first), STATUS_OK);
    assert_int_equal(first, 4000);
    assert_int_equal(frames_alloc_run(&frames, 95, 1, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 94, 1, &first), STATUS_OK);
    assert_int_equal(first, 1006);
    assert_counts(0, 4096, 0);
}

static void a_run_starts_at_a_multiple_of_its_alignment(void **state)
{
    uint32_t first;

    (void)state;
    start(2048, 2048);
    assert_int_equal(alloc(), 0);
    assert_int_equal(frames_alloc_run(&frames, 1, 1024, &first), STATUS_OK);
    assert_int_equal(first, 1024);
    assert_int_equal(frames_alloc_run(&frames, 3, 8, &first), STATUS_OK);
    assert_int_equal(first, 8);
    assert_int_equal(frames_alloc_run(&frames, 1, 1024, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 1, FRAMES_MAX, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames.refused_no_memory, 2);
}

static void a_run_that_makes_no_sense_is_refused(void **state)
{
    uint32_t first = 7;

    (void)state;
    start(64, 64);
    assert_int_equal(frames_alloc_run(&frames, 0, 1, &first), STATUS_ARGUMENT);
    assert_int_equal(frames_alloc_run(&frames, 1, 0, &first), STATUS_ARGUMENT);
    assert_int_equal(frames_alloc_run(&frames, 1, 3, &first), STATUS_ARGUMENT);
    assert_int_equal(frames_alloc_run(&frames, 1, 1u << 31, &first), STATUS_ARGUMENT);
    assert_int_equal(frames_alloc_run(&frames, UINT32_MAX, 1, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 65, 1, &first), STATUS_NO_MEMORY);
    assert_int_equal(first, 7);
    assert_counts(64, 0, 0);
}

/* Across groups of 1024 and sections of 32768 frames, where bounds are joined. */
static void a_run_is_found_across_groups_and_sections(void **state)
{
    static const uint32_t at[] = {1000, 2040, 32700, 40000, 65500};
    uint32_t first;

    (void)state;
    start(100000, 100000);
    assert_int_equal(frames_alloc_run(&frames, 100000, 1, &first), STATUS_OK);
    for (size_t i = 0; i < LENGTH_OF(at); i++)
        assert_int_equal(frames_free_run(&frames, at[i], 100 + 10 * (uint32_t)i), STATUS_OK);
    for (unsigned twice = 0; twice < 2; twice++)
        assert_int_equal(frames_alloc_run(&frames, 141, 1, &first), STATUS_NO_MEMORY);
    for (size_t i = LENGTH_OF(at); i-- > 0;) {
        assert_int_equal(frames_alloc_run(&frames, 100 + 10 * (uint32_t)i, 1, &first), STATUS_OK);
        assert_int_equal(first, at[i]);
    }
    assert_int_equal(frames_free_run(&frames, 500, 99000), STATUS_OK);
    assert_int_equal(frames_alloc_run(&frames, 99001, 1, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 65536, 65536, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 65536, 16384, &first), STATUS_OK);
    assert_int_equal(first, 16384);
}

/* A run taken from the end of one group must not be found again by its old bounds. */
static void bounds_that_are_too_large_mislead_no_search(void **state)
{
    uint32_t first;

    (void)state;
    start(4096, 4096);
    assert_int_equal(frames_alloc_run(&frames, 4096, 1, &first), STATUS_OK);
    assert_int_equal(frames_free_run(&frames, 900, 224), STATUS_OK);
    assert_int_equal(frames_alloc_run(&frames, 225, 1, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 100, 1024, &first), STATUS_OK);
    assert_int_equal(first, 1024);
    assert_int_equal(frames_alloc_run(&frames, 125, 1, &first), STATUS_NO_MEMORY);
    while (frames_alloc(&frames, &first) == STATUS_OK)
        continue;
    assert_int_equal(frames_free(&frames, 1023), STATUS_OK);
    assert_int_equal(frames_free(&frames, 1024), STATUS_OK);
    assert_int_equal(frames_alloc_run(&frames, 3, 1, &first), STATUS_NO_MEMORY);
    assert_int_equal(frames_alloc_run(&frames, 2, 1, &first), STATUS_OK);
    assert_int_equal(first, 1023);
}

static void grown_frames_are_reserved_until_released(void **state)
{
    (void)state;
    start(100, 2000);
    assert_int_equal(frames_grow(&frames, 99), STATUS_RANGE);
    assert_int_equal(frames_grow(&frames, 2001), STATUS_RANGE);
    assert_int_equal(frames_grow(&frames, 2000), STATUS_OK);
    assert_counts(100, 0, 1900);
    assert_int_equal(frames_state(&frames, 1999), FRAME_RESERVED);
    assert_int_equal(frames_release(&frames, 1990, 2000), STATUS_OK);
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(alloc(), i);
    assert_int_equal(alloc(), 1990);
}

/* Forgets all changes, then returns them as they come. */
static void forget_changes(void)
{
    for (uint32_t c = 0; (c = frames_changed_next(&frames, c)) != UINT32_MAX;)
        frames_changed_clear(&frames, c);
}

static void a_change_marks_its_chunk_and_no_other(void **state)
{
    uint32_t first;

    (void)state;
    start(1000, 1200);
    assert_int_equal(frames_changed_next(&frames, 0), 0);
    assert_int_equal(frames_changed_end(&frames, 0), 16);
    assert_int_equal(frames_changed_next(&frames, 16), UINT32_MAX);
    forget_changes();
    assert_int_equal(frames_changed_next(&frames, 0), UINT32_MAX);
    assert_int_equal(alloc(), 0);
    assert_int_equal(frames_alloc_run(&frames, 64, 1, &first), STATUS_OK);
    assert_int_equal(frames_changed_next(&frames, 0), 0);
    assert_int_equal(frames_changed_end(&frames, 0), 2);
    forget_changes();
    assert_int_equal(frames_free(&frames, 64), STATUS_OK);
    assert_int_equal(frames_changed_next(&frames, 0), 1);
    assert_int_equal(frames_changed_next(&frames, 2), UINT32_MAX);
    forget_changes();
    assert_int_equal(frames_grow(&frames, 1200), STATUS_OK);
    assert_int_equal(frames_changed_next(&frames, 0), 1000 / FRAMES_CHUNK);
    assert_int_equal(frames_changed_end(&frames, 15), 19);
}

static void a_run_ends_where_the_state_does_or_the_limit(void **state)
{
    uint32_t first;

    (void)state;
    start(300, 300);
    frames_init(&frames, memory, 300, 300);
    frames_release(&frames, 40, 290);
    frames_alloc_run(&frames, 60, 1, &first);
    assert_int_equal(frames_run_end(&frames, 0, 300), 40);
    assert_int_equal(frames_run_end(&frames, 40, 300), 100);
    assert_int_equal(frames_run_end(&frames, 99, 300), 100);
    assert_int_equal(frames_run_end(&frames, 100, 300), 290);
    assert_int_equal(frames_run_end(&frames, 290, UINT32_MAX), 300);
    assert_int_equal(frames_run_end(&frames, 40, 64), 64);
    assert_int_equal(frames_run_end(&frames, 40, 50), 50);
    assert_int_equal(frames_longest_free(&frames), 190);
    assert_int_equal(frames_free(&frames, 99), STATUS_OK);
    assert_int_equal(frames_longest_free(&frames), 191);
}

static void states_have_names(void **state)
{
    (void)state;
    assert_string_equal(frames_state_name(FRAME_FREE), "free");
    assert_string_equal(frames_state_name(FRAME_USED), "used");
    assert_string_equal(frames_state_name(FRAME_RESERVED), "reserved");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(at_first_every_frame_is_reserved, stop),
        cmocka_unit_test_teardown(the_lowest_free_frame_is_taken_first, stop),
        cmocka_unit_test_teardown(every_size_gives_out_all_of_its_frames_and_no_more, stop),
        cmocka_unit_test_teardown(only_reserved_frames_inside_can_be_released, stop),
        cmocka_unit_test_teardown(each_refusal_to_free_says_why_and_is_counted, stop),
        cmocka_unit_test_teardown(a_run_is_freed_whole_or_not_at_all, stop),
        cmocka_unit_test_teardown(a_run_past_the_end_is_out_of_range, stop),
        cmocka_unit_test_teardown(a_run_is_the_lowest_that_fits, stop),
        cmocka_unit_test_teardown(a_run_starts_at_a_multiple_of_its_alignment, stop),
        cmocka_unit_test_teardown(a_run_that_makes_no_sense_is_refused, stop),
        cmocka_unit_test_teardown(a_run_is_found_across_groups_and_sections, stop),
        cmocka_unit_test_teardown(bounds_that_are_too_large_mislead_no_search, stop),
        cmocka_unit_test_teardown(grown_frames_are_reserved_until_released, stop),
        cmocka_unit_test_teardown(a_change_marks_its_chunk_and_no_other, stop),
        cmocka_unit_test_teardown(a_run_ends_where_the_state_does_or_the_limit, stop),
        cmocka_unit_test(states_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
