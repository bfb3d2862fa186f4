/* What the BIOS map does that boot survives, and the warnings in general. */
#include "kernel/core/map_warnings.h"

#include <string.h>

#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

static void add_entry(uint64_t base, uint64_t length, uint32_t type, uint32_t attr)
{
    machine.boot.raw[machine.boot.raw_count++] = (struct e820_entry){base, length, type, attr};
}

static void a_sound_map_is_not_spoken_of(void **state)
{
    (void)state;
    add_entry(0x8000, 0, 2, 1);                     /* empty */
    add_entry(0x8000, 0x1000, 2, 0);                /* to be ignored */
    add_entry(0x8000, 0x1000, 1, 1);                /* RAM twice */
    add_entry(LAYOUT_MEM_MAP_END, 0x1000, 4, 1);    /* after the last row */
    add_entry(0, LAYOUT_KERNEL_OFFSET1, 2, 1);      /* before the first */
    add_entry(LAYOUT_PM_STACK, 0x1000, 2, 1);       /* not the loader's */
    add_entry(LAYOUT_KERNEL_OFFSET2, 0x1000, 2, 1); /* alive for good */
    map_warnings_report(&machine);
    assert_int_equal(machine.warnings.count, 0);
    assert_int_equal(machine.log.count, 0);
}

static void firmware_memory_names_the_rows_that_lay_in_it(void **state)
{
    (void)state;
    add_entry(LAYOUT_STAGE2 + 0x200, 0x10, 4, 1);
    add_entry(LAYOUT_REAL_STACK_END - 1, 2, 77, 1);
    add_entry(0x1800, UINT64_MAX - 0x1000, 2, 1); /* past 2^64 */
    map_warnings_report(&machine);
    assert_int_equal(machine.warnings.count, 3);
    assert_string_equal(machine.warnings.texts[0],
                        "W02 raw entry 6 gives the firmware 0x8000-0x8010, which STAGE2 used");
    assert_string_equal(machine.warnings.texts[1], "W02 raw entry 7 gives the firmware "
                                                   "0x7bff-0x7c01, which REAL_STACK and 1 row more "
                                                   "used");
    assert_string_equal(machine.warnings.texts[2], "W02 raw entry 8 gives the firmware "
                                                   "0x1800-0xb000, which KERNEL_OFFSET1 and 4 rows "
                                                   "more used");
    assert_string_equal(log_at(&machine.log, 0)->text,
                        "WARNING W02 raw entry 6 gives the firmware 0x8000-0x8010, which STAGE2 "
                        "used");
}

static void a_map_that_starts_over_is_named_with_the_entry(void **state)
{
    (void)state;
    machine.boot.flags = BOOTINFO_FLAG_MAP_REPEATS | 5u << BOOTINFO_REPEATS_FROM_SHIFT;
    map_warnings_report(&machine);
    assert_int_equal(machine.warnings.count, 1);
    assert_string_equal(machine.warnings.texts[0],
                        "W01 the BIOS map repeats itself from entry 5 on; it is taken once");
}

/* The longest sentence fits a line of the log, together with the word before it. */
static void no_sentence_is_cut(void **state)
{
    (void)state;
    machine.boot.raw_count = E820_RAW_MAX;
    for (uint32_t i = 0; i < E820_RAW_MAX; i++)
        machine.boot.raw[i] = (struct e820_entry){0x1000, 0x9e000, 2, 1};
    map_warnings_report(&machine);
    assert_int_equal(machine.warnings.count, E820_RAW_MAX);
    for (uint32_t i = log_first(&machine.log); i < machine.log.count; i++)
        assert_true(strlen(log_at(&machine.log, i)->text) < LOG_TEXT_SIZE - 1);
}

static void the_first_warnings_are_kept_and_all_are_counted(void **state)
{
    (void)state;
    for (unsigned i = 0; i < WARNINGS_KEPT + 3; i++)
        machine_warn(&machine, "number %u", i);
    assert_int_equal(machine.warnings.count, WARNINGS_KEPT + 3);
    assert_int_equal(warnings_kept(&machine.warnings), WARNINGS_KEPT);
    assert_string_equal(machine.warnings.texts[0], "number 0");
    assert_string_equal(machine.warnings.texts[WARNINGS_KEPT - 1], "number 7");
    assert_string_equal(log_at(&machine.log, WARNINGS_KEPT - 1)->text, "WARNING number 7");
    assert_string_equal(log_at(&machine.log, WARNINGS_KEPT + 2)->text, "WARNING number 10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_sound_map_is_not_spoken_of, start),
        cmocka_unit_test_setup(firmware_memory_names_the_rows_that_lay_in_it, start),
        cmocka_unit_test_setup(a_map_that_starts_over_is_named_with_the_entry, start),
        cmocka_unit_test_setup(no_sentence_is_cut, start),
        cmocka_unit_test_setup(the_first_warnings_are_kept_and_all_are_counted, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
