/*
 * The 99 maps of tests/data/e820, as they are and written in every other form:
 * each must come back with the same clean map, and with the same raw one as far
 * as the form can say it. And the logs of tests/data/e820-logs.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memviz/e820/e820_report.h"
#include "tests/core/check.h"
#include "tests/memviz/e820_print.h"

#define MAPS  "tests/data/e820/"
#define LOGS  "tests/data/e820-logs"
#define FIRST (E820_FORM_STRATA + 1)

static void read_file(struct e820_text *text, const char *path)
{
    char bytes[777]; /* pieces that end anywhere */
    FILE *file = fopen(path, "r");

    if (file == NULL)
        fail_msg("%s cannot be opened: run the tests from the root of the tree", path);
    for (size_t size; (size = fread(bytes, 1, sizeof bytes, file)) > 0;)
        assert_true(e820_text_take(text, bytes, size));
    fclose(file);
    assert_true(e820_text_finish(text));
}

static void make_report(struct e820_report *report, const struct e820_text *text, const char *path)
{
    static const struct e820_choice any;
    char problem[E820_REPORT_PROBLEM_SIZE];

    *report = (struct e820_report){.path = path};
    if (!e820_report_make(report, text, &any, problem))
        fail_msg("%s: %s", path, problem);
    assert_false(report->truncated);
}

static void check_clean(const struct e820_report *report, const char *clean_path)
{
    char expected[512];
    char got[512];
    size_t line = 0;
    FILE *file = fopen(clean_path, "r");

    assert_non_null(file);
    for (; fgets(expected, sizeof expected, file) != NULL; line++) {
        assert_true(line < report->clean_count);
        const struct e820_range *range = &report->clean[line];
        snprintf(got, sizeof got,
                 "BIOS-e820: [base=0x%016" PRIx64 " length=0x%016" PRIx64 "] type=%u (%s)\n",
                 range->start, range->last - range->start + 1, range->type,
                 e820_type_name(range->type));
        if (strcmp(got, expected) != 0)
            fail_msg("%s:%zu: expected %sgot %s", clean_path, line + 1, expected, got);
    }
    fclose(file);
    assert_int_equal(line, report->clean_count);
}

/* The words of some forms tell only the types that they have. */
static uint32_t told_type(enum e820_form form, uint32_t type)
{
    bool word = (type >= 1 && type <= 5) || type == 7 || type == 12 || type == 0xefffffff;

    return (form == E820_FORM_IOMEM || form == E820_FORM_MEMMAP) && !word ? 0 : type;
}

static void check_raw(const struct e820_report *report, const struct e820_report *original)
{
    enum e820_form form = report->map->form;

    assert_int_equal(report->raw_count, original->raw_count);
    for (size_t i = 0; i < report->raw_count; i++) {
        assert_true(report->map->raw[i].base == original->map->raw[i].base);
        assert_true(report->map->raw[i].length == original->map->raw[i].length);
        assert_true(report->map->raw[i].type == told_type(form, original->map->raw[i].type));
        assert_int_equal(report->map->raw[i].attr, 1);
    }
}

static void check_form(const struct e820_report *original, enum e820_form form,
                       const char *clean_path)
{
    static const char before[] = "noise before\nBIOS-provided physical RAM map:\n";
    struct e820_report report;
    struct e820_text *text = e820_text_create();
    char line[E820_PRINT_SIZE + 2];

    e820_text_take(text, before, strlen(before));
    for (size_t i = 0; i < original->raw_count; i++) {
        log_print_entry(line, form, &original->map->raw[i],
                        (unsigned)i + (original->raw_count % 2) * E820_PRINT_NEWER);
        strcat(line, form == E820_FORM_LINUX_OLD ? "\r\n" : "\n");
        assert_true(e820_text_take(text, line, strlen(line)));
    }
    assert_true(e820_text_finish(text));
    make_report(&report, text, clean_path);
    if (report.map->form != form || report.map->last_line != 2 + original->raw_count)
        fail_msg("%s as %s: read as %s, lines %zu to %zu", clean_path, e820_form_name(form),
                 e820_form_name(report.map->form), report.map->first_line, report.map->last_line);
    assert_int_equal(report.map->first_line, 3);
    assert_int_equal(report.map->last_line, 2 + original->raw_count);
    assert_int_equal(e820_text_count_maps(text), 1);
    check_raw(&report, original);
    check_clean(&report, clean_path);
    e820_text_destroy(text);
}

static void write_attribute(const char *folder, const char *name, const char *value)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s\n", value);
    fclose(file);
}

static void remove_memmap(const char *folder, size_t count)
{
    static const char *const names[] = {"start", "end", "type"};
    char path[600];

    for (size_t i = 0; i < count; i++) {
        for (unsigned n = 0; n < 3; n++) {
            snprintf(path, sizeof path, "%s/%zu/%s", folder, i, names[n]);
            unlink(path);
        }
        snprintf(path, sizeof path, "%s/%zu", folder, i);
        rmdir(path);
    }
    rmdir(folder);
}

/* The same as directories: start, end and type of each. */
static void check_memmap(const struct e820_report *original, const char *clean_path)
{
    char folder[] = "build/tests/memmap-XXXXXX";
    char entry_folder[128];
    char value[32];
    struct e820_report report;
    struct e820_text *text = e820_text_create();

    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < original->raw_count; i++) {
        const struct e820_entry *entry = &original->map->raw[i];
        snprintf(entry_folder, sizeof entry_folder, "%s/%zu", folder, i);
        assert_int_equal(mkdir(entry_folder, 0777), 0);
        snprintf(value, sizeof value, "0x%" PRIx64, entry->base);
        write_attribute(entry_folder, "start", value);
        snprintf(value, sizeof value, "0x%" PRIx64, entry->base + entry->length - 1);
        write_attribute(entry_folder, "end", value);
        write_attribute(entry_folder, "type", log_iomem_word(entry->type));
    }
    bool good = e820_text_take_memmap(text, folder);
    remove_memmap(folder, original->raw_count);
    assert_true(good);
    make_report(&report, text, clean_path);
    check_raw(&report, original);
    check_clean(&report, clean_path);
    e820_text_destroy(text);
}

static void check_map(const char *raw_path, const char *clean_path)
{
    struct e820_report report;
    struct e820_text *text = e820_text_create();

    read_file(text, raw_path);
    make_report(&report, text, raw_path);
    assert_int_equal(report.map->form, E820_FORM_STRATA);
    assert_int_equal(e820_text_count_maps(text), 1);
    check_clean(&report, clean_path);
    if (report.raw_count > 0) {
        for (unsigned form = FIRST; form < E820_FORM_EFI; form++)
            check_form(&report, (enum e820_form)form, clean_path);
        check_memmap(&report, clean_path);
    }
    e820_text_destroy(text);
}

/* Checks what ends in suffix and has its clean map beside it; returns how many
 * there are. */
static unsigned check_folder(const char *folder, const char *suffix,
                             void (*check)(const char *, const char *))
{
    unsigned maps = 0;
    char raw_path[512];
    char clean_path[512];
    DIR *directory = opendir(folder);

    assert_non_null(directory);
    for (struct dirent *item; (item = readdir(directory)) != NULL;) {
        size_t length = strlen(item->d_name);
        if (length <= strlen(suffix) || strstr(item->d_name, ".clean.txt") != NULL ||
            strcmp(item->d_name + length - strlen(suffix), suffix) != 0)
            continue;
        snprintf(raw_path, sizeof raw_path, "%s/%s", folder, item->d_name);
        snprintf(clean_path, sizeof clean_path, "%s/%.*s.clean.txt", folder, (int)length - 4,
                 item->d_name);
        check(raw_path, clean_path);
        maps++;
    }
    closedir(directory);
    return maps;
}

static void the_75_maps_of_real_machines_in_every_form(void **state)
{
    (void)state;
    assert_int_equal(check_folder(MAPS "corpus", ".txt", check_map), 75);
}

static void the_24_adversarial_maps_in_every_form(void **state)
{
    (void)state;
    assert_int_equal(check_folder(MAPS "adversarial", ".txt", check_map), 24);
}

static void check_log(const char *raw_path, const char *clean_path)
{
    struct e820_report report;
    struct e820_text *text = e820_text_create();

    read_file(text, raw_path);
    make_report(&report, text, raw_path);
    assert_true(e820_map_is_raw(report.map));
    check_clean(&report, clean_path);
    e820_text_destroy(text);
}

static void maps_inside_longer_logs(void **state)
{
    (void)state;
    assert_int_equal(check_folder(LOGS, ".log", check_log), 5);
}

static void what_a_log_holds_is_said_with_its_lines(void **state)
{
    struct e820_report report;
    char text_out[256];

    (void)state;
    struct e820_text *text = e820_text_create();
    read_file(text, LOGS "/xen-console.log");
    make_report(&report, text, "xen");
    e820_report_describe(&report, text_out, sizeof text_out);
    assert_string_equal(text_out, "Xen log, \"Xen-e820\", Xen 4.11.4-lab, lines 8 to 18, "
                                  "11 entries");
    assert_int_equal(e820_text_count_maps(text), 2);
    e820_report_describe_map(text, 2, text_out, sizeof text_out);
    assert_string_equal(text_out, "Linux log, \"Xen\", Linux 5.10.0-lab, lines 28 to 30, 3 "
                                  "entries, not what the firmware reported");
    assert_true(e820_report_remark(&report, 0, text_out, sizeof text_out));
    assert_string_equal(text_out, "two maps were found in this text, this is the first; --map "
                                  "N shows another");
    e820_text_destroy(text);
}

/* This very machine, where Linux shows its map. */
static void the_map_of_this_machine(void **state)
{
    struct e820_report report;
    struct e820_text *text = e820_text_create();

    (void)state;
    if (access("/sys/firmware/memmap/0/start", R_OK) != 0) {
        e820_text_destroy(text);
        print_message("this machine has no /sys/firmware/memmap: skipped\n");
        skip();
    }
    assert_true(e820_text_take_memmap(text, "/sys/firmware/memmap"));
    make_report(&report, text, "/sys/firmware/memmap");
    for (size_t i = 0; i < report.raw_count; i++) {
        char path[64];
        char value[64];
        snprintf(path, sizeof path, "/sys/firmware/memmap/%zu/start", i);
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        assert_non_null(fgets(value, sizeof value, file));
        fclose(file);
        assert_true(strtoull(value, NULL, 16) == report.map->raw[i].base);
    }
    assert_true(report.raw_count > 0 && e820_report_total(&report, E820_FREE) > 0);
    e820_text_destroy(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_75_maps_of_real_machines_in_every_form),
        cmocka_unit_test(the_24_adversarial_maps_in_every_form),
        cmocka_unit_test(maps_inside_longer_logs),
        cmocka_unit_test(what_a_log_holds_is_said_with_its_lines),
        cmocka_unit_test(the_map_of_this_machine),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
