/*
 * Maps of random entries, in every form, in the noise that logs have around them.
 *
 * A map that is whole is read exactly. One character of one entry is then changed or
 * lost, and the map is read exactly again, or refused with the number of that line, or
 * it is read with a warning that the whole map does not have. It never differs
 * without a word, but for the differences that nobody could notice: a digit that has
 * become another digit, or a number without padding that has lost one.
 *
 * E820_TRIES sets how many maps there are of each form, E820_FORM names the only form
 * to try; the counts are printed. A form goes on after a failure, so that one run shows
 * several.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/e820_report.h"
#include "tests/core/check.h"
#include "tests/memviz/e820_print.h"

#define TRIES       60u
#define ENTRIES_MAX 9u
#define SHOWN_MAX   5u /* failures of a form that are printed */
#define TEXT_SIZE   8192u

struct trial {
    enum e820_form form;
    struct e820_entry entries[ENTRIES_MAX];
    size_t count;
    size_t lines[ENTRIES_MAX];
    size_t starts[ENTRIES_MAX]; /* of the entries in the text */
    size_t ends[ENTRIES_MAX];
    char text[TEXT_SIZE];
    size_t length;
    const char *line_end;
    const char *prefix;
};

struct counts {
    unsigned exact;
    unsigned refused;
    unsigned warned;
    unsigned unnoticeable;
    unsigned failed;
};

static uint64_t state = 20;

static unsigned below(unsigned limit)
{
    return random_below(&state, limit);
}

/* Sorted and apart, as kernels print them; the first starts at 0. */
static void make_map(struct trial *trial)
{
    uint64_t next = 0;

    trial->count = 2 + below(ENTRIES_MAX - 1);
    for (size_t i = 0; i < trial->count; i++) {
        uint64_t gap = i == 0 || below(2) == 0 ? 0 : (uint64_t)(1 + below(0x1000)) << 12;
        uint64_t length = (uint64_t)(1 + below(0x10000)) << (10 + below(9));
        trial->entries[i] = (struct e820_entry){next + gap, length, 1 + below(5), 1};
        next += gap + length;
    }
}

static void add(struct trial *trial, const char *text)
{
    size_t length = strlen(text);

    assert_true(trial->length + length < TEXT_SIZE);
    memcpy(trial->text + trial->length, text, length + 1);
    trial->length += length;
}

static size_t count_lines(const struct trial *trial)
{
    size_t lines = 1;

    for (size_t i = 0; i < trial->length; i++) {
        bool cr = strcmp(trial->line_end, "\r") == 0;
        lines += trial->text[i] == (cr ? '\r' : '\n');
    }
    return lines;
}

static void add_line(struct trial *trial, const char *text)
{
    add(trial, trial->prefix);
    add(trial, text);
    add(trial, trial->line_end);
}

static void add_noise(struct trial *trial)
{
    static const char *const noise[] = {
        "",
        "usb 1-1: new high-speed USB device number 2 using xhci_hcd",
        "NX (Execute Disable) protection: active",
        "smpboot: CPU0: Intel(R) Core(TM) i5 (family: 0x6, model: 0x9e, stepping: 0xa)",
        "Command line: BOOT_IMAGE=/vmlinuz root=UUID=649d3949-7bbf-4353-ae92-0f122e1413c3 ro",
        "tsc: Detected 3408.000 MHz processor",
        "audit: type=2000 audit(1700000000.123:1): state=initialized audit_enabled=0 res=1",
    };

    add_line(trial, noise[below(sizeof noise / sizeof noise[0])]);
}

static void print_map(struct trial *trial)
{
    static const char *const prefixes[] = {"",
                                           "",
                                           "[    0.000000] ",
                                           "Feb 21 23:02:31 host kernel: ",
                                           "> ",
                                           "> > ",
                                           "\033[32m[    0.000000] \033[0m",
                                           "<6>[    0.000000] ",
                                           "host login: ",
                                           "| "};
    static const char *const line_ends[] = {"\n", "\n", "\r\n", "\n\r", "\r", " \n", "\t\n"};
    char line[E820_PRINT_SIZE];
    unsigned newer = below(2) * E820_PRINT_NEWER;

    trial->prefix = prefixes[below(sizeof prefixes / sizeof prefixes[0])];
    trial->line_end = line_ends[below(sizeof line_ends / sizeof line_ends[0])];
    trial->length = 0;
    for (unsigned i = below(3); i > 0; i--)
        add_noise(trial);
    log_print_heading(line, trial->form, trial->count);
    if (line[0] != '\0')
        add_line(trial, line);
    for (size_t i = 0; i < trial->count; i++) {
        for (unsigned n = below(8) == 0 ? 1 + below(3) : 0; n > 0; n--)
            add_noise(trial);
        log_print_entry(line, trial->form, &trial->entries[i], (unsigned)i + newer);
        trial->lines[i] = count_lines(trial);
        trial->starts[i] = trial->length + strlen(trial->prefix);
        trial->ends[i] = trial->starts[i] + strlen(line);
        add_line(trial, line);
    }
    for (unsigned i = below(3); i > 0; i--)
        add_noise(trial);
}

struct reading {
    struct e820_text *text;
    struct e820_report report;
    char problem[E820_REPORT_PROBLEM_SIZE];
    bool good;
};

static void read_text(struct reading *reading, const struct trial *trial)
{
    struct e820_choice choice = {trial->form == E820_FORM_EFI ? E820_FORM_EFI : E820_FORM_NONE, 0};

    reading->text = e820_text_create();
    reading->report = (struct e820_report){.path = "trial"};
    assert_true(e820_text_take(reading->text, trial->text, trial->length));
    assert_true(e820_text_finish(reading->text));
    reading->good = e820_report_make(&reading->report, reading->text, &choice, reading->problem);
}

static bool is_exact(const struct reading *reading, const struct trial *trial)
{
    return reading->good && reading->report.raw_count == trial->count &&
           memcmp(reading->report.map->raw, trial->entries,
                  trial->count * sizeof trial->entries[0]) == 0;
}

static unsigned count_warnings(const struct reading *reading)
{
    return (unsigned)reading->report.map->warning_count + (e820_text_count_maps(reading->text) > 1);
}

static void report_failure(struct counts *counts, const struct trial *trial, const char *line,
                           const char *problem)
{
    if (counts->failed++ < SHOWN_MAX)
        print_error("%s, %s: %s\n%s\n", e820_form_name(trial->form), line, problem, trial->text);
}

static void check_whole(const struct trial *trial, struct counts *counts)
{
    struct reading reading;

    read_text(&reading, trial);
    if (!is_exact(&reading, trial) || count_warnings(&reading) != 0) {
        report_failure(counts, trial, "a whole map is not read exactly",
                       reading.good ? "other entries, or a warning" : reading.problem);
    }
    e820_text_destroy(reading.text);
}

/* Returns whether the entry whose character has been damaged is still a whole entry by itself,
 * with another number in it. */
static bool is_another_entry(const char *line, const struct trial *trial, bool digit)
{
    static const struct e820_hint nothing = {NULL, "", true};
    struct e820_items items = {0};

    assert_true(e820_line_scan(&items, line, &nothing));
    bool whole = items.count == 1 && items.list[0].kind == E820_ITEM_ENTRY &&
                 items.list[0].row->form == trial->form;
    e820_items_free(&items);
    return whole && digit;
}

/* Changes or loses one character of entry index; *digit tells whether digits are all that
 * it was about. Returns the damaged line. */
static void damage(struct trial *trial, size_t index, bool *digit, char line[E820_PRINT_SIZE])
{
    size_t at = trial->starts[index] + below((unsigned)(trial->ends[index] - trial->starts[index]));
    char old = trial->text[at];
    char changed = (char)(' ' + below(95));

    if (below(3) == 0)
        changed = "0123456789abcdefOlIBS-:=[],. "[below(29)];
    *digit = isxdigit((unsigned char)old) != 0;
    if (below(2) == 0) {
        memmove(trial->text + at, trial->text + at + 1, trial->length - at);
        trial->length--;
        trial->ends[index]--;
    } else {
        *digit = *digit && isxdigit((unsigned char)changed);
        trial->text[at] = changed;
    }
    snprintf(line, E820_PRINT_SIZE, "%.*s", (int)(trial->ends[index] - trial->starts[index]),
             trial->text + trial->starts[index]);
}

static size_t find_line(const char *problem)
{
    const char *found = strstr(problem, "line ");

    return found == problem ? strtoul(found + 5, NULL, 10) : 0;
}

static void check_damaged(const struct trial *whole, struct counts *counts)
{
    struct trial trial = *whole;
    struct reading reading;
    size_t index = below((unsigned)trial.count);
    char line[E820_PRINT_SIZE];
    bool digit;

    damage(&trial, index, &digit, line);
    read_text(&reading, &trial);
    if (is_exact(&reading, &trial))
        counts->exact++;
    else if (!reading.good && find_line(reading.problem) == trial.lines[index])
        counts->refused++;
    else if (is_another_entry(line, &trial, digit))
        counts->unnoticeable++;
    else if (reading.good && count_warnings(&reading) > 0)
        counts->warned++;
    else
        report_failure(counts, &trial, line,
                       reading.good ? "differs without a word" : reading.problem);
    e820_text_destroy(reading.text);
}

static void every_form_is_read_exactly_or_refused(void **cmocka)
{
    const char *tries_text = getenv("E820_TRIES");
    const char *only = getenv("E820_FORM");
    unsigned tries = tries_text != NULL ? (unsigned)atoi(tries_text) : TRIES;
    unsigned failed = 0;

    (void)cmocka;
    for (unsigned form = E820_FORM_NONE + 1; form < E820_FORM_MEMMAP; form++) {
        struct counts counts = {0};
        if (only != NULL && strcmp(only, e820_form_name((enum e820_form)form)) != 0)
            continue;
        for (unsigned i = 0; i < tries; i++) {
            struct trial trial = {.form = (enum e820_form)form};
            make_map(&trial);
            print_map(&trial);
            check_whole(&trial, &counts);
            check_damaged(&trial, &counts);
        }
        print_message(
            "%-10s %u tries: %u exact, %u refused, %u warned, %u that nobody can notice\n",
            e820_form_name((enum e820_form)form), tries, counts.exact, counts.refused,
            counts.warned, counts.unnoticeable);
        assert_true(counts.refused > 0);
        failed += counts.failed;
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read_exactly_or_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
