/*
 * The maps of tests/data/e820: those of real machines and those made up to be
 * difficult, each with the clean map it must give.
 */
#include "kernel/core/e820.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/core/check.h"

#define FOLDER "tests/data/e820/"
#define PREFIX "BIOS-e820"

/* Reads the entries of a raw file; comment lines are passed over. */
static size_t read_raw(const char *path, struct e820_entry *raw)
{
    char line[512];
    size_t count = 0;
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        struct e820_entry *entry = &raw[count];
        if (line[0] == '#')
            continue;
        assert_true(count < E820_RAW_MAX);
        assert_int_equal(sscanf(line,
                                PREFIX ": [base=%" SCNx64 " length=%" SCNx64 "] type=%" SCNu32,
                                &entry->base, &entry->length, &entry->type),
                         3);
        entry->attr = 1;
        count++;
    }
    fclose(file);
    return count;
}

static void check_map(const char *raw_path, const char *clean_path)
{
    struct e820_entry raw[E820_RAW_MAX];
    struct e820_range clean[E820_CLEAN_MAX];
    struct fmt_buffer buffer;
    char expected[512];
    char printed[512];
    size_t count = e820_clean(raw, read_raw(raw_path, raw), clean);
    size_t line = 0;
    FILE *file = fopen(clean_path, "r");

    assert_non_null(file);
    for (; fgets(expected, sizeof expected, file) != NULL; line++) {
        if (line == count)
            fail_msg("%s: more than the %zu ranges we made", clean_path, count);
        struct fmt_sink sink = fmt_buffer_init(&buffer, printed, sizeof printed);
        e820_print_range(sink, PREFIX, &clean[line]);
        fmt_put(sink, '\n');
        if (strcmp(printed, expected) != 0)
            fail_msg("%s:%zu: expected %sgot %s", clean_path, line + 1, expected, printed);
    }
    fclose(file);
    if (line != count)
        fail_msg("%s: fewer than the %zu ranges we made", clean_path, count);
}

/* Checks every map of a folder; returns how many there are. */
static unsigned check_folder(const char *folder)
{
    unsigned maps = 0;
    char raw_path[512];
    char clean_path[512];
    DIR *directory = opendir(folder);

    if (directory == NULL)
        fail_msg("%s cannot be opened: run the tests from the root of the tree", folder);
    for (struct dirent *item; (item = readdir(directory)) != NULL;) {
        size_t length = strlen(item->d_name);
        if (length < 5 || strcmp(item->d_name + length - 4, ".txt") != 0 ||
            strstr(item->d_name, ".clean.txt") != NULL)
            continue;
        snprintf(raw_path, sizeof raw_path, "%s/%s", folder, item->d_name);
        snprintf(clean_path, sizeof clean_path, "%s/%.*s.clean.txt", folder, (int)length - 4,
                 item->d_name);
        check_map(raw_path, clean_path);
        maps++;
    }
    closedir(directory);
    return maps;
}

static void the_75_maps_of_real_machines_clean_as_written_down(void **state)
{
    (void)state;
    assert_int_equal(check_folder(FOLDER "corpus"), 75);
}

static void the_24_adversarial_maps_clean_as_written_down(void **state)
{
    (void)state;
    assert_int_equal(check_folder(FOLDER "adversarial"), 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_75_maps_of_real_machines_clean_as_written_down),
        cmocka_unit_test(the_24_adversarial_maps_clean_as_written_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
