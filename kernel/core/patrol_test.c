#include "kernel/core/patrol.h"

#include <string.h>

#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;
static struct patrol patrol;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    patrol = (struct patrol){0};
    return 0;
}

static void walk_rounds(uint32_t rounds)
{
    uint32_t target = patrol.rounds + rounds;

    for (unsigned steps = 0; patrol.rounds < target; steps++) {
        patrol_step(&patrol, &machine);
        assert_true(steps < 10000);
    }
}

static unsigned alarms(void)
{
    unsigned count = 0;

    for (uint32_t i = log_first(&machine.log); i < machine.log.count; i++)
        count += strstr(log_at(&machine.log, i)->text, "kernel text was overwritten") != NULL;
    return count;
}

static void an_untouched_text_is_never_spoken_of(void **state)
{
    (void)state;
    walk_rounds(3);
    assert_int_equal(alarms(), 0);
    assert_int_equal(patrol.offset, 0);
}

static void each_byte_is_read_once_a_round(void **state)
{
    (void)state;
    walk_rounds(1);
    assert_false(patrol.alarmed);
    for (uint32_t at = FIXTURE_TEXT_START; at < FIXTURE_TEXT_END; at += 997) {
        *machine.ops.reach(at) ^= 0x10;
        patrol.alarmed = false;
        walk_rounds(1);
        assert_true(patrol.alarmed);
        *machine.ops.reach(at) ^= 0x10;
    }
    *machine.ops.reach(FIXTURE_TEXT_END) ^= 1;
    *machine.ops.reach(FIXTURE_TEXT_START - 1) ^= 1;
    patrol.alarmed = false;
    walk_rounds(1);
    assert_false(patrol.alarmed);
}

static void damage_is_said_once(void **state)
{
    (void)state;
    *machine.ops.reach(FIXTURE_TEXT_END - 1) ^= 1;
    walk_rounds(5);
    assert_int_equal(alarms(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_untouched_text_is_never_spoken_of, start),
        cmocka_unit_test_setup(each_byte_is_read_once_a_round, start),
        cmocka_unit_test_setup(damage_is_said_once, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
