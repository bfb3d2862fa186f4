/* The hand-over: each way in which it can be wrong has its own sentence. */
#include "kernel/core/handover.h"

#include <string.h>

#include "tests/core/check.h"
#include "tests/core/fixture.h"

#define EXPECTED 0xa000u

static struct bootinfo boot;
static struct handover handover;
static char text[240];

/* Boot information as our loader leaves it. */
static int start(void **state)
{
    (void)state;
    fixture_boot_bochs(&boot);
    boot.disk_mode = BOOT_DISK_LBA;
    boot.a20_method = BOOT_A20_ALREADY;
    handover = (struct handover){BOOTINFO_MAGIC, EXPECTED, EXPECTED, &boot};
    return 0;
}

static bool holds(void)
{
    struct fmt_buffer buffer;

    return handover_check(&handover, fmt_buffer_init(&buffer, text, sizeof text));
}

static void assert_told(const char *part)
{
    assert_false(holds());
    if (strstr(text, part) == NULL)
        fail_msg("'%s' does not say '%s'", text, part);
    assert_true(strlen(text) < sizeof text - 1);
}

static void what_our_loader_leaves_is_taken(void **state)
{
    (void)state;
    assert_true(holds());
    boot.raw_count = E820_RAW_MAX;
    boot.map_source = E820_SOURCE_88;
    boot.disk_mode = BOOT_DISK_CHS;
    boot.a20_method = BOOT_A20_KEYBOARD;
    boot.step_tsc[BOOT_STEP_COUNT] = 0; /* the kernel's own step is not stamped yet */
    assert_true(holds());
    assert_string_equal(text, "");
}

static void registers_tell_who_started_the_kernel(void **state)
{
    (void)state;
    handover.magic = 0x2badb002;
    assert_told("entered at the wrong address: the boot information at 0xa000 is whole, but eax "
                "holds 0x2badb002");
    boot.magic = 0;
    assert_told("another loader started the kernel: eax holds 0x2badb002");
    handover.magic = BOOTINFO_MAGIC;
    handover.address = 0x7e00;
    assert_told("entered with ebx 0x00007e00; the boot information belongs at 0xa000");
}

static void a_mark_is_missing_or_overwritten(void **state)
{
    (void)state;
    boot.magic = 0;
    assert_told("at 0xa000 was not written: its mark is 0");
    boot.magic = BOOTINFO_MAGIC ^ 0x100;
    assert_told("was overwritten: 0x41525553 stands where its mark 0x41525453 belongs");
}

/* Every member of which some values are impossible, with the nearest of them. */
static void an_impossible_member_is_named(void **state)
{
    static const struct {
        const char *name;
        size_t offset;
        size_t size;
        uint32_t value;
    } cases[] = {
        {"raw_count", offsetof(struct bootinfo, raw_count), 4, E820_RAW_MAX + 1},
        {"map_source", offsetof(struct bootinfo, map_source), 1, E820_SOURCE_NONE},
        {"map_source", offsetof(struct bootinfo, map_source), 1, E820_SOURCE_88 + 1},
        {"disk_mode", offsetof(struct bootinfo, disk_mode), 1, 0},
        {"disk_mode", offsetof(struct bootinfo, disk_mode), 1, BOOT_DISK_CHS + 1},
        {"a20_method", offsetof(struct bootinfo, a20_method), 1, 0},
        {"a20_method", offsetof(struct bootinfo, a20_method), 1, BOOT_A20_KEYBOARD + 1},
        {"telemetry_next", offsetof(struct bootinfo, telemetry_next), 4, 0xffffffff},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        char part[80];
        struct fmt_buffer buffer;
        start(NULL);
        memcpy((uint8_t *)&boot + cases[i].offset, &cases[i].value, cases[i].size);
        fmt_print(fmt_buffer_init(&buffer, part, sizeof part),
                  "its mark is whole, but %s cannot be", cases[i].name);
        assert_told(part);
    }
}

/* The steps are stamped one after the other: neither order nor a tie can be turned round. */
static void boot_steps_go_forward(void **state)
{
    (void)state;
    for (unsigned step = 2; step < BOOT_STEP_COUNT; step++) {
        start(NULL);
        boot.step_tsc[step] = boot.step_tsc[step - 1];
        assert_told("step_tsc cannot be");
        boot.step_tsc[step]++;
        assert_true(holds());
    }
}

static void a_number_without_sense_begins_a_new_stream(void **state)
{
    (void)state;
    assert_int_equal(handover_next_record(&boot), boot.telemetry_next);
    boot.telemetry_next = 0x10000;
    assert_int_equal(handover_next_record(&boot), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_our_loader_leaves_is_taken, start),
        cmocka_unit_test_setup(registers_tell_who_started_the_kernel, start),
        cmocka_unit_test_setup(a_mark_is_missing_or_overwritten, start),
        cmocka_unit_test_setup(an_impossible_member_is_named, start),
        cmocka_unit_test_setup(boot_steps_go_forward, start),
        cmocka_unit_test_setup(a_number_without_sense_begins_a_new_stream, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
