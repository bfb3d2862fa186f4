/* Each case makes a sound machine and then changes what a mistake in the code that
 * reads the map would have changed. */
#include "kernel/core/check_map.h"

#include <string.h>

#include "kernel/core/check.h"
#include "kernel/core/check_raw.h"
#include "kernel/core/units.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

static struct machine machine;
static char text[CHECK_TEXT_SIZE];

static bool frames_hold(void)
{
    struct fmt_buffer buffer;

    return check_map_frames(&machine, fmt_buffer_init(&buffer, text, sizeof text));
}

static void make(const struct e820_entry *raw, uint32_t count)
{
    struct bootinfo boot;

    fixture_boot(&boot, raw, count);
    assert_int_equal(fixture_machine(&machine, &boot), STATUS_OK);
    if (!frames_hold())
        fail_msg("a sound machine: %s", text);
}

static void assert_told(const char *part)
{
    assert_false(frames_hold());
    if (strstr(text, part) == NULL)
        fail_msg("'%s' does not say '%s'", text, part);
    assert_true(strlen(text) < CHECK_TEXT_SIZE - 1);
}

/* The clean range that holds address. */
static struct e820_range *clean_at(uint64_t address)
{
    for (size_t i = 0; i < machine.clean_count; i++) {
        if (address >= machine.clean[i].start && address <= machine.clean[i].last)
            return &machine.clean[i];
    }
    fail_msg("no clean range holds 0x%llx", (unsigned long long)address);
    return NULL;
}

static void an_unknown_type_taken_as_free(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1}, {MIB, 31 * MIB, 1, 1}, {32 * MIB, MIB, 12, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    clean_at(32 * MIB)->type = E820_FREE;
    assert_told("0x2000000 is free in the clean map, but raw entry 2 has unknown type 12");
}

static void the_weaker_type_won(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1}, {MIB, 63 * MIB, 1, 1}, {40 * MIB, MIB, 4, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    clean_at(40 * MIB)->type = E820_FREE;
    assert_told("0x2800000 is free by raw entry 1 and nvs by entry 2: the stricter must win");
}

static void an_end_cut_to_32_bits(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, 5 * GIB, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    clean_at(MIB)->last = (uint32_t)clean_at(MIB)->last;
    assert_told("raw entry 1 (free) holds 0x40100000, which the clean map lacks: its end was cut");
}

static void memory_that_nobody_reported(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, 31 * MIB, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    clean_at(MIB)->last += 16 * MIB;
    assert_told("0x2000000 is free in the clean map, but no raw entry holds it");
}

static void the_last_frame_lost(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, 31 * MIB, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    machine.boot.raw[1].length += FRAME_SIZE;
    clean_at(MIB)->last += FRAME_SIZE;
    machine.plan.free_below_4g += FRAME_SIZE;
    assert_told("the bitmap ends at frame 0x2000, but usable memory at frame 0x2001");
}

static void a_frame_too_many(void **state)
{
    static const struct e820_entry raw[] = {{0, 0x9f000, 1, 1}, {MIB, 31 * MIB + 0x800, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    machine.frames.count++;
    assert_told("the bitmap ends at frame 0x2001, but usable memory at frame 0x2000");
    machine.frames.reserved[0x2000 / 32] &= ~1u;
    assert_told("frame 0x2000 (0x2000000) is");
}

static void a_partial_frame_given_away(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1}, {MIB, 20 * MIB + 0x810, 1, 1}, {22 * MIB, MIB, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    machine.frames.reserved[0x1500 / 32] &= ~1u;
    assert_told("frame 0x1500 (0x1500000) is used, but no raw entry holds all of it");
}

static void sums_that_cannot_be(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1}, {MIB, 31 * MIB, 1, 1}, {4 * GIB, GIB, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
    machine.plan.free_below_4g -= 1;
    assert_told("the plan counts 0x1f9efff usable bytes below 4 GiB, the raw entries 0x1f9f000");
    machine.plan.free_below_4g += 1;
    machine.plan.free_above_4g = 0;
    assert_told("the plan counts 0x0 usable bytes above 4 GiB, the raw entries 0x40000000");
}

static void acpi_memory_counts_after_it_is_reclaimed(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1}, {MIB, 31 * MIB, 1, 1}, {32 * MIB, MIB, 3, 1}};
    uint32_t count;

    (void)state;
    make(raw, LENGTH_OF(raw));
    assert_int_equal(machine_reclaim_acpi(&machine, &count), STATUS_OK);
    assert_true(frames_hold());
    machine.acpi_reclaimed = false;
    assert_told("frame 0x2000 (0x2000000) is free, but raw entry 2 makes it acpi");
}

static void a_range_of_all_addresses_is_read_right(void **state)
{
    static const struct e820_entry raw[] = {{0, UINT64_MAX, 1, 1}};

    (void)state;
    make(raw, LENGTH_OF(raw));
}

/* A random map: at most 40 entries of odd places, sizes and types, one in eight of
 * them to be ignored. */
static uint32_t random_map(uint64_t *random, struct e820_entry *raw)
{
    uint32_t count = 2 + random_below(random, 38);

    raw[0] = (struct e820_entry){0, 0x9f000, 1, 1};
    raw[1] = (struct e820_entry){MIB, 64 * MIB, 1, 1};
    for (uint32_t i = 2; i < count; i++)
        raw[i] =
            (struct e820_entry){16 * MIB + (random_next(random) >> (24 + random_below(random, 12))),
                                random_next(random) >> (24 + random_below(random, 32)),
                                random_below(random, 7), random_below(random, 8) != 0};
    return count;
}

/* The two readings of the same map are independent, and agree. */
static void random_maps_agree_with_the_cleaned_ones(void **state)
{
    uint64_t random = 7;
    struct e820_entry raw[64];

    (void)state;
    for (unsigned round = 0; round < 60; round++) {
        struct bootinfo boot;
        fixture_boot(&boot, raw, random_map(&random, raw));
        if (fixture_machine(&machine, &boot) == STATUS_OK && !frames_hold())
            fail_msg("round %u: %s", round, text);
    }
}

/* Any one bit of the reserved bitmap that is flipped is found. */
static void each_flipped_frame_is_found(void **state)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1}, {MIB, 15 * MIB + 0x810, 1, 1}, {20 * MIB + 1, 0x15fff, 1, 1}};
    uint64_t random = 3;

    (void)state;
    make(raw, LENGTH_OF(raw));
    for (unsigned round = 0; round < 300; round++) {
        uint32_t frame = random_below(&random, machine.frames.count);
        char name[32];
        struct fmt_buffer buffer;
        machine.frames.reserved[frame / 32] ^= 1u << frame % 32;
        fmt_print(fmt_buffer_init(&buffer, name, sizeof name), "frame 0x%x (", frame);
        assert_told(name);
        machine.frames.reserved[frame / 32] ^= 1u << frame % 32;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_type_taken_as_free),
        cmocka_unit_test(the_weaker_type_won),
        cmocka_unit_test(an_end_cut_to_32_bits),
        cmocka_unit_test(memory_that_nobody_reported),
        cmocka_unit_test(the_last_frame_lost),
        cmocka_unit_test(a_frame_too_many),
        cmocka_unit_test(a_partial_frame_given_away),
        cmocka_unit_test(sums_that_cannot_be),
        cmocka_unit_test(acpi_memory_counts_after_it_is_reclaimed),
        cmocka_unit_test(a_range_of_all_addresses_is_read_right),
        cmocka_unit_test(random_maps_agree_with_the_cleaned_ones),
        cmocka_unit_test(each_flipped_frame_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
