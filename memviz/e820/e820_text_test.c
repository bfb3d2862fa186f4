/*
 * Maps inside text: where one ends and the next begins, which one is chosen,
 * and what is reported when there is none.
 */
#include "memviz/e820/maps/e820_text.h"

#include <stdio.h>
#include <string.h>

#include "memviz/e820/e820_report.h"
#include "tests/core/check.h"

#define HEADING "BIOS-provided physical RAM map:\n"
#define LOW     "BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
#define HIGH    "BIOS-e820: [mem 0x0000000000100000-0x0000000007ffffff] usable\n"
#define BAD     "BIOS-e820: [mem 0x0000000000100000-0x00000000\n"
#define USER    "user: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
#define XEN_LOW "(XEN)  0000000000000000 - 00000000000a0000 (usable)\n"
#define FIVE(x) x x x x x
#define MANY(x) FIVE(x) FIVE(x)

static struct e820_text *read_text(const char *bytes)
{
    struct e820_text *text = e820_text_create();

    assert_true(e820_text_take(text, bytes, strlen(bytes)));
    assert_true(e820_text_finish(text));
    return text;
}

/* How many entries each map has, as text. */
static void assert_maps(const char *bytes, const char *expected)
{
    char got[256] = "";
    struct e820_text *text = read_text(bytes);

    for (size_t i = 0; i < e820_text_count_maps(text); i++) {
        const struct e820_map *map = e820_text_get_map(text, i);
        size_t length = strlen(got);
        snprintf(got + length, sizeof got - length, "%s%zu@%zu-%zu", i == 0 ? "" : " ", map->total,
                 map->first_line, map->last_line);
    }
    e820_text_destroy(text);
    assert_string_equal(got, expected);
}

static void maps_are_told_apart(void **state)
{
    (void)state;
    assert_maps("", "");
    assert_maps(LOW HIGH, "2@1-2");
    assert_maps("x\n" LOW "a stray line\n" HIGH "x\n", "2@2-4");
    assert_maps(LOW MANY("other\n") MANY("other\n") HIGH, "2@1-22");
    assert_maps(LOW MANY("\n") HIGH, "2@1-12");
    assert_maps(HEADING LOW HIGH HEADING LOW, "2@2-3 1@5-5");
    assert_maps(LOW USER HIGH, "2@1-3 1@2-2");
    assert_maps(XEN_LOW LOW, "1@1-1 1@2-2");
    assert_maps("SMAP type=01 base=0000000000000000 len=0000000000001000\n---<<BOOT>>---\nSMAP "
                "type=01 base=0000000000000000 len=0000000000001000\n",
                "1@1-1 1@3-3");
}

static void a_last_line_needs_no_end(void **state)
{
    (void)state;
    assert_maps("x\nBIOS-e820: [base=0x0 length=0x1000] type=1", "1@2-2");
    assert_maps("x\r\nSMAP type=01 base=0000000000000000 len=0000000000001000\r\n", "1@2-2");
}

static void colours_and_odd_bytes_do_not_hide_a_map(void **state)
{
    (void)state;
    assert_maps("\033[32m[    0.0] \033[0m\033[33mBIOS-e820\033[0m: [mem "
                "0x0000000000000000-0x0000000000000fff] usable\033[0m\n",
                "1@1-1");
    struct e820_text *text = e820_text_create();
    static const char bytes[] =
        "a\0b\0\nSMAP type=01 base=0000000000000000 len=0000000000001000 \t\n";
    assert_true(e820_text_take(text, bytes, sizeof bytes - 1));
    assert_true(e820_text_finish(text));
    assert_int_equal(e820_text_count_maps(text), 1);
    assert_int_equal(e820_text_count_lines(text), 2);
    e820_text_destroy(text);
}

static void a_long_line_is_one_line(void **state)
{
    char bytes[5000];

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    strcpy(bytes + sizeof bytes - 64,
           "\nSMAP type=01 base=0000000000000000 len=0000000000001000\n");
    assert_maps(bytes, "1@2-2");
}

static void unlabelled_damage_counts_inside_a_map_only(void **state)
{
    (void)state;
    struct e820_text *text =
        read_text(XEN_LOW "(XEN)  0000000000100000 - 0000000000200000 (usab\n");
    assert_int_equal(e820_text_get_map(text, 0)->fault.line, 2);
    e820_text_destroy(text);
    assert_maps("0000000000001000 - 0000000000002000 is where it is\n", "");
}

/* The number of the map chosen, or 0 with the problem. */
static size_t choose(const char *bytes, enum e820_form form, size_t number, char *problem)
{
    struct e820_text *text = read_text(bytes);
    struct e820_choice choice = {form, number};
    struct e820_report report = {.path = "test"};
    bool good = e820_report_make(&report, text, &choice, problem);

    e820_text_destroy(text);
    return good ? report.number : 0;
}

static void the_first_raw_and_whole_map_is_chosen(void **state)
{
    char problem[E820_REPORT_PROBLEM_SIZE];

    (void)state;
    assert_int_equal(choose(LOW USER, E820_FORM_NONE, 0, problem), 1);
    assert_int_equal(choose(USER LOW, E820_FORM_NONE, 0, problem), 2);
    assert_int_equal(choose(USER, E820_FORM_NONE, 0, problem), 1);
    assert_int_equal(choose(LOW BAD HEADING LOW HIGH, E820_FORM_NONE, 0, problem), 2);
    assert_int_equal(choose(BAD USER, E820_FORM_NONE, 0, problem), 0);
    assert_non_null(strstr(problem, "(map 2 of 2 can be read: --map 2)"));
    assert_int_equal(choose(XEN_LOW LOW HEADING HIGH, E820_FORM_LINUX, 0, problem), 2);
    assert_int_equal(choose(XEN_LOW LOW HEADING HIGH, E820_FORM_LINUX, 2, problem), 3);
    assert_int_equal(choose(XEN_LOW LOW HEADING HIGH, E820_FORM_NONE, 3, problem), 3);
}

static void what_cannot_be_shown_is_said(void **state)
{
    char problem[E820_REPORT_PROBLEM_SIZE];

    (void)state;
    assert_int_equal(choose("boot\nand more\n", E820_FORM_NONE, 0, problem), 0);
    assert_non_null(strstr(problem, "no e820 map in its 2 lines; looked for"));
    assert_non_null(strstr(problem, "FreeBSD SMAP"));
    assert_int_equal(choose("x\n" LOW BAD HIGH, E820_FORM_NONE, 0, problem), 0);
    assert_string_equal(problem, "line 3: the entry is cut off: "
                                 "BIOS-e820: [mem 0x0000000000100000-0x00000000");
    assert_int_equal(choose("\x1e{\"n\":\"0\",\"t\":\"boot\"}\n", E820_FORM_NONE, 0, problem), 0);
    assert_non_null(strstr(problem, "a recording of telemetry"));
    assert_int_equal(choose("[base=\x07\xc3\xa4\n", E820_FORM_NONE, 0, problem), 0);
    assert_string_equal(problem, "line 1: '0' is expected: [base=??");
    assert_int_equal(choose(LOW, E820_FORM_XEN, 0, problem), 0);
    assert_string_equal(problem, "there is no map 1 of form xen; found: linux at line 1");
    assert_int_equal(choose("x\n" LOW USER, E820_FORM_NONE, 3, problem), 0);
    assert_string_equal(problem, "there is no map 3; found: linux at line 2, linux at line 3");
    assert_int_equal(choose("00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n",
                            E820_FORM_NONE, 0, problem),
                     0);
    assert_string_equal(problem, "all addresses are 0: Linux shows them to root only");
}

static void comments_alone_are_no_map_unless_they_say_that_it_is_empty(void **state)
{
    struct e820_report report = {.path = "test"};
    struct e820_choice any = {0};
    char text_out[E820_REPORT_PROBLEM_SIZE];

    (void)state;
    assert_int_equal(choose("# nothing here\n\n", E820_FORM_NONE, 0, text_out), 0);
    assert_string_equal(text_out, "nothing but comments, and no e820 map in them");
    struct e820_text *text = read_text("# no entries at all\n\n");
    assert_true(e820_report_make(&report, text, &any, text_out));
    assert_int_equal(report.clean_count, 0);
    assert_true(e820_report_remark(&report, 0, text_out, sizeof text_out));
    assert_string_equal(text_out, "the map has no entries");
    e820_text_destroy(text);
}

static struct e820_text *make_entries(unsigned count)
{
    char line[128];
    struct e820_text *text = e820_text_create();

    for (unsigned i = 0; i < count; i++) {
        int length = snprintf(line, sizeof line, "BIOS-e820: [base=0x%x length=0x1000] type=2\n",
                              i * 0x2000);
        e820_text_take(text, line, (size_t)length);
    }
    e820_text_finish(text);
    return text;
}

static void more_entries_than_can_be_cleaned_are_truncated_plainly(void **state)
{
    struct e820_report report = {.path = "test"};
    struct e820_choice any = {0};
    char text_out[E820_REPORT_PROBLEM_SIZE];

    (void)state;
    struct e820_text *text = make_entries(E820_RAW_MAX);
    assert_true(e820_report_make(&report, text, &any, text_out));
    assert_false(report.truncated);
    assert_int_equal(report.clean_count, E820_RAW_MAX);
    e820_text_destroy(text);
    text = make_entries(E820_RAW_MAX + 1);
    assert_true(e820_report_make(&report, text, &any, text_out));
    assert_true(report.truncated);
    assert_int_equal(report.raw_count, E820_RAW_MAX);
    assert_int_equal(report.map->total, E820_RAW_MAX + 1);
    assert_true(e820_report_remark(&report, 0, text_out, sizeof text_out));
    assert_string_equal(text_out, "TRUNCATED: the text has 129 entries; only the first 128 are "
                                  "shown and cleaned");
    e820_text_destroy(text);
}

static void maps_beyond_the_limit_are_counted(void **state)
{
    (void)state;
    struct e820_text *text = e820_text_create();
    for (unsigned i = 0; i < E820_TEXT_MAPS_MAX + 3; i++) {
        static const char boot[] = HEADING LOW HIGH;
        assert_true(e820_text_take(text, boot, strlen(boot)));
    }
    assert_true(e820_text_finish(text));
    assert_int_equal(e820_text_count_maps(text), E820_TEXT_MAPS_MAX);
    assert_int_equal(e820_text_count_beyond(text), 3);
    for (size_t i = 0; i < E820_TEXT_MAPS_MAX; i++)
        assert_int_equal(e820_text_get_map(text, i)->total, 2);
    e820_text_destroy(text);
}

static void json_has_the_members_of_the_shell(void **state)
{
    struct e820_report report = {.path = "test"};
    struct e820_choice any = {0};
    char problem[E820_REPORT_PROBLEM_SIZE];

    (void)state;
    struct e820_text *text = read_text(" BIOS-e801: 0000000000000000 - 0000000000001000 (usable)\n"
                                       " BIOS-e801: 0000000000000000 - 0000000000000800 type 9\n");
    assert_true(e820_report_make(&report, text, &any, problem));
    json_t *object = e820_report_export(&report);
    char *dump = json_dumps(object, JSON_COMPACT);
    static const char *const expected =
        "{\"source\":\"e801\",\"truncated\":false,"
        "\"raw\":[{\"base\":\"0\",\"length\":\"1000\",\"type\":1,\"attr\":1},"
        "{\"base\":\"0\",\"length\":\"800\",\"type\":9,\"attr\":1}],"
        "\"clean\":[{\"base\":\"0\",\"length\":\"800\",\"type\":2},"
        "{\"base\":\"800\",\"length\":\"800\",\"type\":1}],";
    assert_memory_equal(dump, expected, strlen(expected));
    assert_non_null(strstr(dump, "\"form\":\"linux-old\",\"map\":1,\"lines\":"));
    assert_non_null(strstr(dump, "\"warnings\":[\"line 2: the entry starts below"));
    free(dump);
    json_decref(object);
    e820_report_explain(&report, 0, problem, sizeof problem);
    assert_string_equal(problem, "from #1 (type 9), over #0 (type 1): unrecognised type taken as "
                                 "reserved; the more restrictive type wins");
    e820_text_destroy(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_are_told_apart),
        cmocka_unit_test(a_last_line_needs_no_end),
        cmocka_unit_test(colours_and_odd_bytes_do_not_hide_a_map),
        cmocka_unit_test(a_long_line_is_one_line),
        cmocka_unit_test(unlabelled_damage_counts_inside_a_map_only),
        cmocka_unit_test(the_first_raw_and_whole_map_is_chosen),
        cmocka_unit_test(what_cannot_be_shown_is_said),
        cmocka_unit_test(comments_alone_are_no_map_unless_they_say_that_it_is_empty),
        cmocka_unit_test(more_entries_than_can_be_cleaned_are_truncated_plainly),
        cmocka_unit_test(maps_beyond_the_limit_are_counted),
        cmocka_unit_test(json_has_the_members_of_the_shell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
