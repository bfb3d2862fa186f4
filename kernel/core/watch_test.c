#include "kernel/core/watch.h"

#include "tests/core/check.h"

static uint32_t value;

static uint32_t read(uint32_t address, uint32_t length)
{
    (void)address;
    (void)length;
    return value;
}

/* The definition, piece by piece. */
static uint32_t count_pieces(uint32_t address, uint32_t length)
{
    uint32_t count = 0;

    while (length > 0) {
        uint32_t piece = address % 4 == 0 && length >= 4   ? 4
                         : address % 2 == 0 && length >= 2 ? 2
                                                           : 1;
        address += piece;
        length -= piece;
        count++;
    }
    return count;
}

static void ranges_are_split_into_aligned_pieces(void **state)
{
    (void)state;
    for (uint32_t address = 0; address < 8; address++) {
        for (uint32_t length = 1; length < 70; length++)
            assert_int_equal(watch_pieces(address, length), count_pieces(address, length));
    }
    assert_int_equal(watch_pieces(0, UINT32_MAX), 0x3fffffffu + 2);
}

static void registers_are_given_and_taken_back(void **state)
{
    struct watches w = {.read = read};

    (void)state;
    assert_int_equal(watch_add(&w, 0x1001, 4, WATCH_WRITE), 0); /* 1, 2, 1 */
    assert_int_equal(watch_free_slots(&w), 1);
    assert_int_equal(watch_add(&w, 0x2000, 8, WATCH_WRITE), WATCH_SLOTS);
    assert_int_equal(watch_add(&w, 0x2000, 4, WATCH_ACCESS), 1);
    /* by hand from the SDM's figure 17-1 */
    assert_int_equal(watch_control(&w, true), 0xf15107aa);
    assert_int_equal(watch_add(&w, 0x3000, 1, WATCH_EXECUTE), WATCH_SLOTS);
    watch_remove(&w, 0);
    assert_int_equal(watch_free_slots(&w), 3);
    assert_int_equal(watch_control(&w, true), 0xf0000780);
    assert_int_equal(watch_add(&w, 0x3000, 1, WATCH_EXECUTE), 0);
    assert_int_equal(w.slots[0].address, 0x3000);
    assert_int_equal(watch_control(&w, true), 0xf0000782);
}

static void hits_are_counted_and_the_last_ones_kept(void **state)
{
    struct watches w = {.read = read};
    struct watch_hit hit;
    uint32_t lost;

    (void)state;
    value = 5;
    watch_add(&w, 0x1002, 4, WATCH_WRITE); /* 2, 2 */
    assert_false(watch_note(&w, 0xc, 1, 1));
    assert_false(watch_take(&w, &hit, &lost));
    value = 6;
    assert_true(watch_note(&w, 0x3, 0x100010, 77));
    assert_int_equal(w.list[0].hits, 1);
    assert_true(watch_take(&w, &hit, &lost));
    assert_int_equal(hit.address, 0x1002);
    assert_int_equal(hit.old_value, 5);
    assert_int_equal(hit.new_value, 6);
    assert_int_equal(hit.eip, 0x100010);
    assert_true(watch_take(&w, &hit, &lost));
    assert_int_equal(hit.address, 0x1004);
    assert_false(watch_take(&w, &hit, &lost));
    for (uint32_t i = 0; i < 10000; i++)
        watch_note(&w, 1, i, i);
    assert_int_equal(w.list[0].hits, 10001);
    assert_true(watch_take(&w, &hit, &lost));
    assert_int_equal(lost, 10000 - WATCH_HITS);
    assert_int_equal(hit.eip, 10000 - WATCH_HITS);
}

static void a_stop_takes_a_register_for_once(void **state)
{
    struct watches w = {.read = read};

    (void)state;
    assert_true(watch_set_stop(&w, 0x5000));
    assert_int_equal(watch_free_slots(&w), 3);
    assert_int_equal(watch_control(&w, false), 0x702);
    assert_int_equal(watch_add(&w, 0x1000, 12, WATCH_WRITE), 0);
    w.list[0].stops = true;
    assert_int_equal(watch_control(&w, false), 0x702); /* no data */
    assert_false(watch_set_stop(&w, 0x6000));
    assert_int_equal(watch_breaks_at(&w, 0x5000), 1);
    assert_int_equal(watch_breaks_at(&w, 0x1000), 0);
    assert_int_equal(watch_note(&w, 1, 0x5000, 1), WATCH_AT);
    assert_int_equal(w.kept, 0);
    value = 7;
    assert_int_equal(watch_note(&w, 3, 0x5000, 1), WATCH_AT | WATCH_NOTED | WATCH_STOPS);
    assert_int_equal(w.list[0].last.new_value, 7);
    watch_clear_stop(&w);
    assert_int_equal(watch_note(&w, 1, 0x5000, 1), 0);
    assert_int_equal(watch_free_slots(&w), 1);
    value = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_split_into_aligned_pieces),
        cmocka_unit_test(registers_are_given_and_taken_back),
        cmocka_unit_test(hits_are_counted_and_the_last_ones_kept),
        cmocka_unit_test(a_stop_takes_a_register_for_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
