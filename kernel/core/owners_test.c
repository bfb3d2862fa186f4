#include "kernel/core/owners.h"

#include <string.h>

#include "tests/core/check.h"

#define FRAMES 600u

static struct owners owners;

static int start(void **state)
{
    (void)state;
    owners.count = 0;
    return 0;
}

static void assert_owner(uint32_t frame, const char *tag)
{
    const struct owner *owner = owners_find(&owners, frame);

    if (tag == NULL)
        assert_null(owner);
    else
        assert_string_equal(owner->tag, tag);
}

static void a_run_is_found_from_its_first_to_its_last_frame(void **state)
{
    (void)state;
    assert_owner(0, NULL);
    assert_int_equal(owners_add(&owners, 20, 30, "b"), STATUS_OK);
    assert_int_equal(owners_add(&owners, 10, 20, "a"), STATUS_OK);
    assert_owner(9, NULL);
    assert_owner(10, "a");
    assert_owner(19, "a");
    assert_owner(20, "b");
    assert_owner(29, "b");
    assert_owner(30, NULL);
    assert_owner(UINT32_MAX, NULL);
}

static void a_tag_is_cut_to_15_characters(void **state)
{
    (void)state;
    assert_int_equal(owners_add(&owners, 1, 2, "0123456789abcdefgh"), STATUS_OK);
    assert_owner(1, "0123456789abcde");
}

static void a_run_that_loses_its_middle_becomes_two(void **state)
{
    (void)state;
    owners_add(&owners, 10, 20, "a");
    owners_add(&owners, 30, 40, "b");
    assert_int_equal(owners_remove(&owners, 13, 15), STATUS_OK);
    assert_int_equal(owners.count, 3);
    assert_owner(12, "a");
    assert_owner(13, NULL);
    assert_owner(14, NULL);
    assert_owner(15, "a");
    assert_owner(19, "a");
    assert_owner(30, "b");
}

static void removal_reaches_across_runs_and_gaps(void **state)
{
    (void)state;
    owners_add(&owners, 10, 20, "a");
    owners_add(&owners, 22, 24, "b");
    owners_add(&owners, 24, 30, "c");
    owners_add(&owners, 35, 40, "d");
    assert_int_equal(owners_remove(&owners, 15, 26), STATUS_OK);
    assert_int_equal(owners.count, 3);
    assert_owner(14, "a");
    assert_owner(15, NULL);
    assert_owner(23, NULL);
    assert_owner(25, NULL);
    assert_owner(26, "c");
    assert_int_equal(owners_remove(&owners, 0, UINT32_MAX), STATUS_OK);
    assert_int_equal(owners.count, 0);
}

static void a_full_table_refuses_and_keeps_what_it_has(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < OWNERS_MAX; i++)
        assert_int_equal(owners_add(&owners, i * 10, i * 10 + 5, "x"), STATUS_OK);
    assert_int_equal(owners_add(&owners, 9990, 9991, "y"), STATUS_FULL);
    assert_int_equal(owners_remove(&owners, 1, 2), STATUS_FULL);
    assert_owner(1, "x");
    assert_int_equal(owners_remove(&owners, 0, 2), STATUS_OK);
    assert_int_equal(owners_remove(&owners, 10, 15), STATUS_OK);
    assert_int_equal(owners_remove(&owners, 22, 23), STATUS_OK);
    assert_int_equal(owners.count, OWNERS_MAX);
}

static void removing_nothing_changes_nothing(void **state)
{
    (void)state;
    owners_add(&owners, 10, 20, "a");
    assert_int_equal(owners_remove(&owners, 15, 15), STATUS_OK);
    assert_int_equal(owners_remove(&owners, 0, 10), STATUS_OK);
    assert_int_equal(owners_remove(&owners, 20, 99), STATUS_OK);
    assert_int_equal(owners.count, 1);
    assert_owner(15, "a");
}

/* Against a model with one letter a frame, NUL where there is no owner. */
static void random_changes_leave_the_table_as_a_plain_array(void **state)
{
    char model[FRAMES] = {0};
    uint64_t seed = 4;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        uint32_t from = random_below(&seed, FRAMES);
        uint32_t to = from + 1 + random_below(&seed, 12);
        char tag[2] = {(char)('a' + round % 26), '\0'};
        if (to > FRAMES)
            to = FRAMES;
        if (random_below(&seed, 2) == 0) {
            for (uint32_t f = from; f < to; f++) {
                if (model[f] != '\0')
                    to = f;
            }
            if (from < to && owners_add(&owners, from, to, tag) == STATUS_OK)
                memset(model + from, tag[0], to - from);
        } else if (owners_remove(&owners, from, to) == STATUS_OK) {
            memset(model + from, '\0', to - from);
        }
        uint32_t probe = random_below(&seed, FRAMES);
        const struct owner *owner = owners_find(&owners, probe);
        assert_int_equal(owner == NULL ? '\0' : owner->tag[0], model[probe]);
        assert_in_range(owners.count, 0, OWNERS_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_run_is_found_from_its_first_to_its_last_frame, start),
        cmocka_unit_test_setup(a_tag_is_cut_to_15_characters, start),
        cmocka_unit_test_setup(a_run_that_loses_its_middle_becomes_two, start),
        cmocka_unit_test_setup(removal_reaches_across_runs_and_gaps, start),
        cmocka_unit_test_setup(a_full_table_refuses_and_keeps_what_it_has, start),
        cmocka_unit_test_setup(removing_nothing_changes_nothing, start),
        cmocka_unit_test_setup(random_changes_leave_the_table_as_a_plain_array, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
