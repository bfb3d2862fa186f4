#include "kernel/core/e820.h"

#include "kernel/core/units.h"
#include "tests/core/check.h"

static struct e820_range clean[E820_CLEAN_MAX];

static size_t clean_of(const struct e820_entry *raw, size_t count)
{
    return e820_clean(raw, count, clean);
}

static void assert_range(size_t index, uint64_t start, uint64_t last, uint32_t type)
{
    assert_true(clean[index].start == start);
    assert_true(clean[index].last == last);
    assert_int_equal(clean[index].type, type);
}

static void nothing_in_nothing_out(void **state)
{
    (void)state;
    assert_int_equal(clean_of(NULL, 0), 0);
}

static void empty_and_disabled_entries_say_nothing(void **state)
{
    const struct e820_entry raw[] = {
        {0x1000, 0x1000, 1, 1}, {0x1800, 0, 5, 1}, {0x1000, 0x100, 2, 0}, {0x1000, 0x100, 2, ~1u}};

    (void)state;
    assert_false(e820_entry_ignored(&raw[0]));
    for (size_t i = 1; i < LENGTH_OF(raw); i++)
        assert_true(e820_entry_ignored(&raw[i]));
    assert_int_equal(clean_of(raw, LENGTH_OF(raw)), 1);
    assert_range(0, 0x1000, 0x1fff, 1);
}

static void the_strictest_type_wins_each_pair(void **state)
{
    static const uint32_t order[] = {1, 3, 4, 2, 5};

    (void)state;
    for (size_t weak = 0; weak < 5; weak++) {
        for (size_t strict = weak + 1; strict < 5; strict++) {
            struct e820_entry raw[] = {{0, 0x1000, order[weak], 1}, {0, 0x1000, order[strict], 1}};
            assert_int_equal(clean_of(raw, 2), 1);
            assert_range(0, 0, 0xfff, order[strict]);
        }
    }
}

static void unknown_types_count_as_reserved(void **state)
{
    static const uint32_t unknown[] = {0, 6, 7, 9, 12, 16, 20, 0xefffffffu, UINT32_MAX};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(unknown); i++) {
        assert_int_equal(e820_type_mapped(unknown[i]), E820_RESERVED);
        assert_string_equal(e820_type_name(unknown[i]), "unknown");
    }
    for (uint32_t type = 1; type <= 5; type++)
        assert_int_equal(e820_type_mapped(type), type);
}

static void ranks_rise_with_restrictiveness(void **state)
{
    static const uint32_t rising[] = {E820_FREE, E820_ACPI, E820_NVS, E820_RESERVED, E820_UNUSABLE};

    (void)state;
    for (unsigned rank = 0; rank < 5; rank++)
        assert_int_equal(e820_type_rank(rising[rank]), rank);
    assert_int_equal(e820_type_rank(0), e820_type_rank(E820_RESERVED));
    assert_int_equal(e820_type_rank(UINT32_MAX), e820_type_rank(E820_RESERVED));
}

static void a_length_that_wraps_is_clipped_to_the_last_byte(void **state)
{
    const struct e820_entry wraps = {UINT64_MAX - 0xfff, 0x2000, 1, 1};
    const struct e820_entry fits = {UINT64_MAX - 0xfff, 0x1000, 1, 1};

    (void)state;
    assert_true(e820_entry_last(&wraps) == UINT64_MAX);
    assert_true(e820_entry_last(&fits) == UINT64_MAX);
    assert_int_equal(clean_of(&wraps, 1), 1);
    assert_range(0, UINT64_MAX - 0xfff, UINT64_MAX, 1);
    assert_int_equal(e820_range_reasons(&wraps, 1, clean), E820_WHY_CLIPPED);
    assert_int_equal(e820_range_reasons(&fits, 1, clean), 0);
}

static void all_of_the_address_space_has_a_length_of_17_digits(void **state)
{
    const struct e820_entry halves[] = {{0, 1ull << 63, 1, 1}, {1ull << 63, 1ull << 63, 1, 1}};
    struct fmt_buffer buffer;
    char text[128];

    (void)state;
    assert_int_equal(clean_of(halves, 2), 1);
    assert_range(0, 0, UINT64_MAX, 1);
    e820_print_range(fmt_buffer_init(&buffer, text, sizeof text), "clean-e820", &clean[0]);
    assert_string_equal(
        text, "clean-e820: [base=0x0000000000000000 length=0x10000000000000000] type=1 (free)");
    assert_int_equal(e820_range_reasons(halves, 2, clean), E820_WHY_MERGED);
}

static void an_entry_prints_in_the_form_of_the_bios(void **state)
{
    const struct e820_entry entry = {0, 0x9f000, 1, 1};
    const struct e820_entry strange = {UINT64_MAX, UINT64_MAX, 0xefffffffu, 0};
    struct fmt_buffer buffer;
    char text[128];

    (void)state;
    e820_print_entry(fmt_buffer_init(&buffer, text, sizeof text), "BIOS-e820", &entry);
    assert_string_equal(
        text, "BIOS-e820: [base=0x0000000000000000 length=0x000000000009f000] type=1 (free)");
    e820_print_entry(fmt_buffer_init(&buffer, text, sizeof text), "BIOS-e820", &strange);
    assert_string_equal(text, "BIOS-e820: [base=0xffffffffffffffff length=0xffffffffffffffff] "
                              "type=4026531839 (unknown)");
}

static void entries_past_128_are_not_read(void **state)
{
    struct e820_entry raw[E820_RAW_MAX + 1];

    (void)state;
    for (size_t i = 0; i <= E820_RAW_MAX; i++)
        raw[i] = (struct e820_entry){i * 0x2000, 0x1000, 1, 1};
    assert_int_equal(clean_of(raw, E820_RAW_MAX + 1), E820_RAW_MAX);
}

static void a_full_map_has_at_most_255_ranges(void **state)
{
    struct e820_entry raw[E820_RAW_MAX] = {{0, 1ull << 40, 1, 1}};

    (void)state;
    for (size_t i = 1; i < E820_RAW_MAX; i++)
        raw[i] = (struct e820_entry){i * 0x2000, 0x1000, 2, 1};
    assert_int_equal(clean_of(raw, E820_RAW_MAX), 2 * E820_RAW_MAX - 1);
    for (size_t i = 1; i < E820_RAW_MAX; i++) /* nested: again each edge starts a range */
        raw[i] = (struct e820_entry){i, (1ull << 40) - 2 * i, i % 2 ? 3 : 4, 1};
    assert_int_equal(clean_of(raw, E820_RAW_MAX), 5);
}

static void each_range_can_say_which_entries_made_it(void **state)
{
    const struct e820_entry raw[] = {{0x100000, 0x100000, 1, 1}, /* RAM */
                                     {0x180000, 0x10000, 12, 1}, /* a hole of a strange type */
                                     {0x180000, 0x1000, 2, 0}};  /* disabled */

    (void)state;
    assert_int_equal(clean_of(raw, 3), 3);
    assert_int_equal(e820_entry_part(&raw[0], &clean[0]), E820_PART_SOURCE);
    assert_int_equal(e820_entry_part(&raw[1], &clean[0]), E820_PART_NONE);
    assert_int_equal(e820_entry_part(&raw[0], &clean[1]), E820_PART_LOSER);
    assert_int_equal(e820_entry_part(&raw[1], &clean[1]), E820_PART_SOURCE);
    assert_int_equal(e820_entry_part(&raw[2], &clean[1]), E820_PART_NONE);
    assert_int_equal(e820_range_reasons(raw, 3, &clean[0]), E820_WHY_TRIMMED);
    assert_int_equal(e820_range_reasons(raw, 3, &clean[1]), E820_WHY_UNKNOWN_TYPE | E820_WHY_WON);
    assert_int_equal(e820_range_reasons(raw, 3, &clean[2]), E820_WHY_TRIMMED);
}

static void touching_entries_of_one_type_merge_and_say_so(void **state)
{
    const struct e820_entry raw[] = {{0x1000, 0x1000, 1, 1}, {0x2000, 0x1000, 1, 1}};
    const struct e820_entry covered[] = {{0x1000, 0x2000, 1, 1}, {0x2000, 0x1000, 1, 1}};

    (void)state;
    assert_int_equal(clean_of(raw, 2), 1);
    assert_range(0, 0x1000, 0x2fff, 1);
    assert_int_equal(e820_range_reasons(raw, 2, clean), E820_WHY_MERGED);
    assert_int_equal(e820_range_reasons(covered, 2, clean), 0);
}

static void an_address_is_found_from_first_to_last_byte(void **state)
{
    const struct e820_entry raw[] = {{0x1000, 0x1000, 1, 1}, {UINT64_MAX, 1, 2, 1}};

    (void)state;
    size_t count = clean_of(raw, 2);
    assert_null(e820_find(clean, count, 0xfff));
    assert_ptr_equal(e820_find(clean, count, 0x1000), &clean[0]);
    assert_ptr_equal(e820_find(clean, count, 0x1fff), &clean[0]);
    assert_null(e820_find(clean, count, 0x2000));
    assert_ptr_equal(e820_find(clean, count, UINT64_MAX), &clean[1]);
}

static void assert_frames(struct e820_range range, uint32_t start, uint32_t end)
{
    uint32_t got_start = 7;
    uint32_t got_end = 7;
    bool any = e820_range_frames(&range, &got_start, &got_end);

    assert_int_equal(any, start < end);
    assert_int_equal(got_start, any ? start : 7);
    assert_int_equal(got_end, any ? end : 7);
}

static void frames_are_whole_pages_from_1_mib_to_4_gib(void **state)
{
    (void)state;
    assert_frames((struct e820_range){0, 0x9ffff, 1}, 0, 0);
    assert_frames((struct e820_range){0, MIB - 1, 1}, 0, 0);
    assert_frames((struct e820_range){0, MIB + 0xffe, 1}, 0, 0);
    assert_frames((struct e820_range){0, MIB + 0xfff, 1}, 256, 257);
    assert_frames((struct e820_range){MIB + 1, MIB + 0x1fff, 1}, 257, 258);
    assert_frames((struct e820_range){MIB + 1, MIB + 0x1ffe, 1}, 0, 0);
    assert_frames((struct e820_range){MIB + 0xfff, MIB + 0x1000, 1}, 0, 0);
    assert_frames((struct e820_range){4 * GIB - 0x1000, 4 * GIB - 1, 1}, 0xfffff, 0x100000);
    assert_frames((struct e820_range){4 * GIB - 0x1000, 4 * GIB - 2, 1}, 0, 0);
    assert_frames((struct e820_range){4 * GIB - 0xfff, UINT64_MAX, 1}, 0, 0);
    assert_frames((struct e820_range){4 * GIB, UINT64_MAX, 1}, 0, 0);
    assert_frames((struct e820_range){UINT64_MAX, UINT64_MAX, 1}, 0, 0);
    assert_frames((struct e820_range){0, UINT64_MAX, 1}, 256, 0x100000);
}

static void names_are_those_of_the_documents(void **state)
{
    static const char *const types[] = {"unknown", "free", "reserved", "acpi", "nvs", "unusable"};

    (void)state;
    for (uint32_t type = 0; type < LENGTH_OF(types); type++)
        assert_string_equal(e820_type_name(type), types[type]);
    assert_string_equal(e820_source_name(E820_SOURCE_E820), "e820");
    assert_string_equal(e820_source_name(E820_SOURCE_E801), "e801");
    assert_string_equal(e820_source_name(E820_SOURCE_88), "88");
    assert_string_equal(e820_source_name(E820_SOURCE_NONE), "none");
    assert_string_equal(e820_source_name(99), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_nothing_out),
        cmocka_unit_test(empty_and_disabled_entries_say_nothing),
        cmocka_unit_test(the_strictest_type_wins_each_pair),
        cmocka_unit_test(unknown_types_count_as_reserved),
        cmocka_unit_test(ranks_rise_with_restrictiveness),
        cmocka_unit_test(a_length_that_wraps_is_clipped_to_the_last_byte),
        cmocka_unit_test(all_of_the_address_space_has_a_length_of_17_digits),
        cmocka_unit_test(an_entry_prints_in_the_form_of_the_bios),
        cmocka_unit_test(entries_past_128_are_not_read),
        cmocka_unit_test(a_full_map_has_at_most_255_ranges),
        cmocka_unit_test(each_range_can_say_which_entries_made_it),
        cmocka_unit_test(touching_entries_of_one_type_merge_and_say_so),
        cmocka_unit_test(an_address_is_found_from_first_to_last_byte),
        cmocka_unit_test(frames_are_whole_pages_from_1_mib_to_4_gib),
        cmocka_unit_test(names_are_those_of_the_documents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
