/* The commands that show and change nothing: mem, e820, layout, heap, who, check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "layout_constants.h"
#include "tests/shell/fixture.h"

/* RAM on both sides of 4 GiB, of unknown and overlapping types, one entry to be
 * ignored, one that wraps. */
static const struct e820_entry odd_map[] = {
    {0x0, 0xa0000, 1, 1},       {0x9fc00, 0x400, 2, 1},          {0x100000, 0xbff00000, 1, 1},
    {0x2000000, 0x1000, 12, 1}, {0x3000000, 0x1000, 4, 1},       {0x5000000, 0x1000, 2, 0},
    {0x6000000, 0, 2, 1},       {0x100000000, 0x40000000, 1, 1}, {0xfffffffffffff000, 0x2000, 2, 1},
};

static void assert_answer(struct fixture *f, const char *line, const char *expected)
{
    assert_string_equal(fixture_ask(f, line), expected);
}

static void e820_raw_is_the_documented_form(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(
        f, "mem e820 raw",
        "BIOS-e820: [base=0x0000000000000000 length=0x000000000009f000] type=1 (free)\n"
        "BIOS-e820: [base=0x000000000009f000 length=0x0000000000001000] type=2 (reserved)\n"
        "BIOS-e820: [base=0x00000000000e8000 length=0x0000000000018000] type=2 (reserved)\n"
        "BIOS-e820: [base=0x0000000000100000 length=0x0000000007ef0000] type=1 (free)\n"
        "BIOS-e820: [base=0x0000000007ff0000 length=0x0000000000010000] type=3 (acpi)\n"
        "BIOS-e820: [base=0x00000000fffc0000 length=0x0000000000040000] type=2 (reserved)\n");
    fixture_free(f);
}

static void e820_clean_and_why_account_for_every_entry(void **state)
{
    struct fixture *f = fixture_new(odd_map, LENGTH_OF(odd_map));

    (void)state;
    assert_answer(
        f, "mem e820 clean",
        "clean-e820: [base=0x0000000000000000 length=0x000000000009fc00] type=1 (free)\n"
        "clean-e820: [base=0x000000000009fc00 length=0x0000000000000400] type=2 (reserved)\n"
        "clean-e820: [base=0x0000000000100000 length=0x0000000001f00000] type=1 (free)\n"
        "clean-e820: [base=0x0000000002000000 length=0x0000000000001000] type=2 (reserved)\n"
        "clean-e820: [base=0x0000000002001000 length=0x0000000000fff000] type=1 (free)\n"
        "clean-e820: [base=0x0000000003000000 length=0x0000000000001000] type=4 (nvs)\n"
        "clean-e820: [base=0x0000000003001000 length=0x00000000bcfff000] type=1 (free)\n"
        "clean-e820: [base=0x0000000100000000 length=0x0000000040000000] type=1 (free)\n"
        "clean-e820: [base=0xfffffffffffff000 length=0x0000000000001000] type=2 (reserved)\n");
    const char *answer = fixture_ask(f, "mem e820 why");
    assert_non_null(strstr(answer, "type=2 (reserved)\n  from #3 (type 12), over #2 (type 1): "
                                   "unrecognised type taken as reserved; "
                                   "the more restrictive type wins\n"));
    assert_non_null(strstr(answer, "  from #8: length that wraps clipped at 2^64\n"));
    assert_non_null(
        strstr(answer, "  from #2: cut where a more restrictive entry begins or ends\n"));
    assert_non_null(strstr(answer, "ignored #5: bit 0 of its attributes is clear\n"
                                   "ignored #6: it is empty\n"));
    answer = fixture_ask(f, "mem e820");
    assert_true(text_has_line(answer, "raw map from e820, 9 entries:\n"));
    assert_true(text_has_line(answer, "clean map, 9 ranges:\n"));
    assert_true(text_has_line(answer, "totals: free 4193911 KiB, reserved 9 KiB, nvs 4 KiB\n"));
    assert_true(text_has_line(answer,
                              "BIOS-e820: [base=0x0000000005000000 length=0x0000000000001000] "
                              "type=2 (reserved) attr=0x0 (to be ignored)\n"));
    fixture_free(f);
}

static void e820_warns_of_a_list_that_is_not_whole(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->machine.boot.flags = BOOTINFO_FLAG_MAP_TRUNCATED | BOOTINFO_FLAG_SMAP_LOST |
                            BOOTINFO_FLAG_MAP_REPEATS | 3u << BOOTINFO_REPEATS_FROM_SHIFT;
    f->machine.boot.map_source = E820_SOURCE_88;
    const char *answer = fixture_ask(f, "mem e820 raw");
    assert_true(text_has_line(answer, "warning: TRUNCATED: the BIOS has more than the 6 entries"));
    assert_true(text_has_line(answer, "warning: the BIOS lost its e820 signature"));
    assert_true(text_has_line(answer, "warning: the BIOS repeats its list from entry 3 on"));
    machine_warn(&f->machine, "the timer does not count");
    answer = fixture_ask(f, "mem");
    assert_true(text_has_line(answer, "WARNING  the timer does not count\n"));
    assert_true(text_has_line(answer, "WARNING  the BIOS map is truncated"));
    assert_true(
        text_has_line(answer, "WARNING  the BIOS lost its e820 signature; the map is from 88"));
    json_t *json = fixture_ask_json(f, "mem -j");
    assert_string_equal(json_string_value(json_array_get(json_object_get(json, "warnings"), 0)),
                        "the timer does not count");
    json_decref(json);
    json = fixture_ask_json(f, "mem e820 -j");
    assert_true(json_is_true(json_object_get(json, "truncated")));
    assert_string_equal(json_string_value(json_object_get(json, "source")), "88");
    json_decref(json);
    fixture_free(f);
}

static void e820_json_has_both_lists(void **state)
{
    static const struct e820_entry map[] = {{0x0, 0x8000000, 1, 1}, {0x9f000, 0x1000, 7, 9}};
    static const char expected[] =
        "{\"source\":\"e820\",\"truncated\":false,\"raw\":["
        "{\"base\":\"0\",\"length\":\"8000000\",\"type\":1,\"attr\":1},"
        "{\"base\":\"9f000\",\"length\":\"1000\",\"type\":7,\"attr\":9}],\"clean\":["
        "{\"base\":\"0\",\"length\":\"9f000\",\"type\":1},"
        "{\"base\":\"9f000\",\"length\":\"1000\",\"type\":2},"
        "{\"base\":\"a0000\",\"length\":\"7f60000\",\"type\":1}]}\n";
    struct fixture *f = fixture_new(map, LENGTH_OF(map));

    (void)state;
    assert_answer(f, "mem e820 -j", expected);
    assert_answer(f, "mem e820 raw -j", expected);
    fixture_free(f);
}

static void e820_shows_a_range_of_all_64_bits(void **state)
{
    static const struct e820_entry map[] = {{0, UINT64_MAX, 1, 1}, {1, UINT64_MAX, 1, 1}};
    struct fixture *f = fixture_new(map, LENGTH_OF(map));

    (void)state;
    assert_answer(
        f, "mem e820 clean",
        "clean-e820: [base=0x0000000000000000 length=0x10000000000000000] type=1 (free)\n");
    json_t *json = fixture_ask_json(f, "mem e820 -j");
    json_t *range = json_array_get(json_object_get(json, "clean"), 0);
    assert_string_equal(json_string_value(json_object_get(range, "length")), "10000000000000000");
    json_decref(json);
    fixture_assert_sound(f);
    fixture_free(f);
}

/* In address order, without a hole, up to 4 GiB: gaps are rows too. */
static void layout_covers_all_addresses_in_order(void **state)
{
    struct fixture *f = fixture_new_bochs();
    unsigned long long covered = 0;
    unsigned rows = 0;

    (void)state;
    const char *line = fixture_ask(f, "mem layout");
    for (; (line = strchr(line, '\n')) != NULL && strncmp(line, "\nrun-time", 9) != 0; line++) {
        unsigned long long start;
        unsigned long long end;
        if (line[1] == '\0' || sscanf(line + 1, "0x%llx 0x%llx", &start, &end) != 2)
            continue;
        char *rest = strchr(line + 1, '+');
        if (rest != NULL && rest < strchr(line + 1, '\n'))
            continue; /* inside a declared row */
        assert_int_equal(start, covered);
        covered = end;
        rows++;
    }
    assert_int_equal(covered, 1ull << 32);
    assert_int_equal(rows, 19);
    fixture_free(f);
}

static void layout_shows_states_and_run_time_rows(void **state)
{
    static const char *const lines[] = {
        "0x000001000 0x000006000    20 KiB  reusable  KERNEL_OFFSET1   load buffer",
        "0x000000500 0x000001000    2816 B  gap       -\n",
        "0x00008b000 0x000090000    20 KiB  alive     PM_STACK ",
        "0x0000a0000 0x0000c0000   128 KiB  firmware  VIDEO ",
        "0x000100000 0x00012a345  172869 B  alive     + __k_start ",
        "0x00012b000 0x000800000  6996 KiB  alive     + kheap_start ",
        "0x000800000 0x100000000  4088 MiB  alive     KHEAP_MAX_ADDR ",
        "0x00009f000 first_region_end\n0x000100000 __k_start\n"
        "0x00012a345 __k_end\n0x00012b000 kheap_start\n",
        "0x000800000 kheap_end\n0x007ff0000 ram_end\n",
    };
    struct fixture *f = fixture_new_bochs();

    (void)state;
    const char *answer = fixture_ask(f, "mem layout");
    for (size_t i = 0; i < LENGTH_OF(lines); i++) {
        if (!text_has_line(answer, lines[i]))
            fail_msg("'%s' is not in: %s", lines[i], answer);
    }
    fixture_free(f);
}

static void layout_json_has_exactly_the_documented_members(void **state)
{
    struct fixture *f = fixture_new_bochs();
    json_t *region;
    size_t index;

    (void)state;
    json_t *json = fixture_ask_json(f, "mem layout -j");
    json_t *regions = json_object_get(json, "regions");
    assert_int_equal(json_array_size(regions), 18);
    json_array_foreach(regions, index, region)
    {
        assert_int_equal(json_object_size(region), 5);
        assert_true(json_is_string(json_object_get(region, "what")));
        assert_true(json_is_boolean(json_object_get(region, "alive")));
    }
    region = json_array_get(regions, 15);
    assert_string_equal(json_string_value(json_object_get(region, "symbol")), "__k_start");
    assert_string_equal(json_string_value(json_object_get(region, "start")), "100000");
    assert_string_equal(json_string_value(json_object_get(region, "end")), "12a345");
    assert_int_equal(json_array_size(json_object_get(json, "marks")), REGION_MARKS);
    json_decref(json);
    fixture_free(f);
}

/* The frame bitmap comes first: its place and size follow from the plan. */
static void heap_lists_every_allocation(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const struct heap *heap = &f->machine.heap;
    unsigned long long used = heap->cursor - heap->start;
    char line[250];

    (void)state;
    const char *answer = fixture_ask(f, "mem heap");
    snprintf(line, sizeof line,
             "start 0x12b000  cursor 0x%llx  end 0x800000\nused %llu bytes  left %llu bytes  %u "
             "allocations\n0x0012b020-0x0012e164      12612 bytes  align 4     frame bitmap\n",
             (unsigned long long)heap->cursor, used, 0x800000 - 0x12b000 - used, heap->count);
    assert_true(text_has_line(answer, line));
    assert_int_equal(text_count_lines(answer), 2 + heap->count);
    json_t *json = fixture_ask_json(f, "mem heap -j");
    assert_int_equal(json_object_size(json), 4);
    json_t *list = json_object_get(json, "allocations");
    assert_int_equal(json_array_size(list), heap->count);
    json_t *first =
        json_loads("{\"start\":\"12b020\",\"size\":\"3144\",\"tag\":\"frame bitmap\"}", 0, NULL);
    assert_true(json_equal(json_array_get(list, 0), first));
    json_decref(first);
    json_decref(json);
    fixture_free(f);
}

static void heap_says_where_it_is_damaged(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    f->arena[0x12e164] ^= 1;
    assert_true(text_has_line(fixture_ask(f, "mem heap"),
                              "warning: the heap is damaged at 0x12e164; mem check says more\n"));
    assert_true(
        text_has_line(fixture_ask(f, "mem check"),
                      "FAIL  heap    'frame bitmap' at 0x12b020 was overrun: its red zone is "
                      "damaged at 0x12e164\n"));
    assert_true(text_has_line(fixture_ask(f, "mem"), "WARNING  heap: 'frame bitmap'"));
    f->arena[0x12e164] ^= 1;
    f->arena[0x12b000] ^= 1;
    assert_true(
        text_has_line(fixture_ask(f, "mem heap"), "warning: the heap is damaged at 0x12b000"));
    json_t *json = fixture_ask_json(f, "mem heap -j");
    assert_int_equal(json_array_size(json_object_get(json, "allocations")), 0);
    json_decref(json);
    fixture_free(f);
}

static void who_gathers_every_account(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "mem who STAGE1+0x1fe",
                  "address  0x7dfe\nmemory   present\n"
                  "e820     0x0-0x9efff (last byte) type 1 (free), from #0\n"
                  "region   STAGE1+0x1fe (0x7c00-0x7e00): boot sector, loaded here by the BIOS; "
                  "reusable\nframe    0x7, reserved\n");
    fixture_ask(f, "mem alloc 2 probe");
    assert_true(
        text_has_line(fixture_ask(f, "mem who 0x801fff"), "frame    0x801, used, tag probe\n"));
    assert_true(text_has_line(fixture_ask(f, "mem who 0x802000"), "frame    0x802, free\n"));
    assert_true(text_has_line(fixture_ask(f, "mem who 0x12b000"),
                              "heap     header of 'frame bitmap', 12612 bytes at 0x12b020\n"));
    assert_true(text_has_line(fixture_ask(f, "mem who 0x12e163"), "heap     data of"));
    assert_true(text_has_line(fixture_ask(f, "mem who 0x12e164"), "heap     red zone of"));
    assert_true(text_has_line(fixture_ask(f, "mem who kheap_curr"), "heap     not taken yet\n"));
    fixture_free(f);
}

static void who_knows_where_nothing_is(void **state)
{
    struct fixture *f = fixture_new_bochs();

    (void)state;
    assert_answer(f, "mem who 0xffffffffffffffff",
                  "address  0xffffffffffffffff\nmemory   beyond 4 GiB\n"
                  "e820     no range of the map holds it\n"
                  "region   none: no row of the layout holds it\nframe    not managed\n");
    assert_true(text_has_line(fixture_ask(f, "mem who 0x20000"), "region   none"));
    assert_true(text_has_line(fixture_ask(f, "mem who 0x8000000"), "memory   absent\n"));
    assert_answer(f, "mem who 0x7ff0000 -j",
                  "{\"address\":\"7ff0000\",\"memory\":\"present\",\"type\":3,"
                  "\"regions\":[\"KHEAP_MAX_ADDR\"]}\n");
    assert_answer(f, "mem who 1M -j",
                  "{\"address\":\"100000\",\"memory\":\"present\",\"type\":1,\"regions\":["
                  "\"KERNEL_OFFSET2\",\"__k_start\"],\"frame\":\"100\",\"state\":\"reserved\"}\n");
    fixture_free(f);
}

static void check_names_each_thing_that_does_not_hold(void **state)
{
    struct fixture *f = fixture_new_bochs();
    const char *answer = fixture_ask(f, "mem check");

    (void)state;
    assert_int_equal(text_count_lines(answer), 11);
    assert_true(text_has_line(answer, "10 checks, 0 failed\n"));
    assert_null(strstr(answer, "FAIL"));
    f->arena[f->image.text_end - 1] ^= 4;
    memset(f->arena + LAYOUT_PM_STACK, 0, 100);
    f->machine.frames.free++;
    answer = fixture_ask(f, "mem check");
    assert_true(text_has_line(answer, "FAIL  text "));
    assert_true(text_has_line(
        answer, "FAIL  stack   its lowest bytes were overwritten, yet 19480 above keep"));
    assert_true(text_has_line(answer, "FAIL  bitmap  the counts (30705 free, 0 used) are not"));
    assert_true(text_has_line(answer, "10 checks, 3 failed\n"));
    json_t *json = fixture_ask_json(f, "mem check -j");
    assert_int_equal(json_integer_value(json_object_get(json, "failed")), 3);
    assert_int_equal(json_array_size(json_object_get(json, "checks")), 10);
    json_decref(json);
    json = fixture_ask_json(f, "mem -j");
    assert_int_equal(json_array_size(json_object_get(json, "failed")), 3);
    json_decref(json);
    fixture_free(f);
}

static void the_overview_fits_on_one_screen(void **state)
{
    struct fixture *f = fixture_new(odd_map, LENGTH_OF(odd_map));
    const char *answer = fixture_ask(f, "mem");

    (void)state;
    assert_true(text_count_lines(answer) <= 23);
    assert_true(text_has_line(answer,
                              "RAM      3145335 KiB usable below 4 GiB, ends at 0x140000000; "
                              "1 GiB above 4 GiB, not managed\n"));
    assert_true(text_has_line(answer,
                              "map      e820: 9 raw entries, 9 clean ranges; first region ends "
                              "at 0x9fc00\n"));
    assert_true(text_has_line(answer, "kernel   0x100000-0x12a345, 172869 B;"));
    assert_true(
        text_has_line(answer, "stack    0x8b000-0x90000, at most 900 of 20480 bytes used\n"));
    assert_true(text_has_line(
        answer, "frames   786432: 784382 free (3137528 KiB), 0 used, 2050 reserved\n"));
    assert_true(text_has_line(answer, "regions  4 declared regions alive, 7 reusable"));
    assert_true(text_has_line(answer, "no warnings; every check of mem check holds\n"));
    fixture_ask(f, "mem free 8M");
    fixture_ask(f, "mem free 1M");
    fixture_ask(f, "mem free 3G");
    f->input_lost = 3;
    answer = fixture_ask(f, "mem");
    assert_true(text_has_line(answer, "WARNING  frees refused: 3;"));
    assert_true(text_has_line(answer, "WARNING  3 bytes of input were lost\n"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e820_raw_is_the_documented_form),
        cmocka_unit_test(e820_clean_and_why_account_for_every_entry),
        cmocka_unit_test(e820_warns_of_a_list_that_is_not_whole),
        cmocka_unit_test(e820_json_has_both_lists),
        cmocka_unit_test(e820_shows_a_range_of_all_64_bits),
        cmocka_unit_test(layout_covers_all_addresses_in_order),
        cmocka_unit_test(layout_shows_states_and_run_time_rows),
        cmocka_unit_test(layout_json_has_exactly_the_documented_members),
        cmocka_unit_test(heap_lists_every_allocation),
        cmocka_unit_test(heap_says_where_it_is_damaged),
        cmocka_unit_test(who_gathers_every_account),
        cmocka_unit_test(who_knows_where_nothing_is),
        cmocka_unit_test(check_names_each_thing_that_does_not_hold),
        cmocka_unit_test(the_overview_fits_on_one_screen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
