/*
 * Labels keep apart, in order, and near what they name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memviz/picture/spread.h"

#define COUNT 40u

static void assert_apart(const struct spread_label *labels, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        double bottom = labels[i - 1].middle + labels[i - 1].height / 2;
        assert_true(labels[i].middle - labels[i].height / 2 >= bottom - 1e-6);
    }
}

static void test_labels_with_room_are_where_they_want(void **state)
{
    (void)state;
    struct spread_label labels[] = {{20, 10, 0}, {50, 10, 0}, {90, 10, 0}};
    spread_place(labels, 3, 0, 100);
    for (size_t i = 0; i < 3; i++)
        assert_true(labels[i].middle == labels[i].wanted);
}

static void test_crowd_spreads_around_its_place(void **state)
{
    (void)state;
    struct spread_label labels[] = {{50, 10, 0}, {50, 10, 0}, {50, 10, 0}};
    spread_place(labels, 3, 0, 100);
    assert_true(labels[0].middle == 40 && labels[1].middle == 50 && labels[2].middle == 60);
}

static void test_edges_hold(void **state)
{
    (void)state;
    struct spread_label labels[] = {{0, 10, 0}, {1, 10, 0}, {99, 10, 0}, {100, 10, 0}};
    spread_place(labels, 4, 0, 100);
    assert_true(labels[0].middle == 5 && labels[1].middle == 15);
    assert_true(labels[2].middle == 85 && labels[3].middle == 95);
}

static void test_too_many_run_over_the_bottom_only(void **state)
{
    (void)state;
    struct spread_label labels[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        labels[i] = (struct spread_label){100, 10, 0};
    spread_place(labels, COUNT, 0, 100);
    assert_true(labels[0].middle == 5);
    assert_apart(labels, COUNT);
}

/* Any sorted wishes: a small generator of our own makes them repeatable. */
static void test_any_wishes_keep_apart_and_inside(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        struct spread_label labels[COUNT];
        double wanted = 0;
        for (size_t i = 0; i < COUNT; i++) {
            seed = seed * 1664525u + 1013904223u;
            wanted += (seed >> 24) % 40;
            labels[i] = (struct spread_label){wanted, 5 + (seed >> 16) % 20, 0};
        }
        spread_place(labels, COUNT, 0, 1000);
        assert_apart(labels, COUNT);
        double bottom = labels[COUNT - 1].middle + labels[COUNT - 1].height / 2;
        assert_true(labels[0].middle - labels[0].height / 2 >= 0);
        assert_true(bottom <= 1000 + 1e-6 || spread_measure(labels, COUNT) > 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_with_room_are_where_they_want),
        cmocka_unit_test(test_crowd_spreads_around_its_place),
        cmocka_unit_test(test_edges_hold),
        cmocka_unit_test(test_too_many_run_over_the_bottom_only),
        cmocka_unit_test(test_any_wishes_keep_apart_and_inside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
