/*
 * Whole screens against tests/golden. `make golden-screens` draws them
 * again after a change that was meant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/ui/ui_draw.h"

#define RECORDINGS "build/recordings/"
#define GOLDEN     "tests/golden/"

struct screen {
    const char *golden;
    const char *scenario;
    unsigned cols;
    unsigned rows;
    bool ascii;
};

static struct feed *open_recording(const char *scenario)
{
    /* The feed keeps the path, and shows its last part. */
    static char path[128];

    snprintf(path, sizeof path, RECORDINGS "%s.rec", scenario);
    struct feed *feed = feed_create(path);
    if (!feed_read_all(feed, 0))
        fail_msg("%s is missing; make builds it with this test", path);
    return feed;
}

/* Draws a screen after the given keys; the text is the caller's. */
static char *draw(const struct screen *screen, const char *keys)
{
    struct feed *feed = open_recording(screen->scenario);
    struct feed_status status = feed_get_status(feed, feed_get_clock_ms());

    status.phase = FEED_FINISHED;
    struct ui_scene scene = {feed_get_model(feed), &status, CHANGES_NONE};
    struct grid grid;
    struct ui ui;
    assert_true(grid_init(&grid, screen->cols, screen->rows, glyphs_get(screen->ascii)));
    ui_init(&ui);
    ui_draw(&ui, &grid, &scene);
    for (const char *key = keys; *key != '\0'; key++) {
        ui_take_key(&ui, *key == '\r' ? KEY_CODE_ENTER : *key);
        ui_draw(&ui, &grid, &scene);
    }
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    grid_write(&grid, out, false);
    fclose(out);
    grid_free(&grid);
    feed_destroy(feed);
    return text;
}

static char *read_golden(const char *name)
{
    char path[128];

    snprintf(path, sizeof path, GOLDEN "%s.txt", name);
    FILE *in = fopen(path, "r");
    if (in == NULL)
        fail_msg("%s is missing; run the tests from the root of the tree", path);
    char *text = calloc(1, 65536);
    assert_non_null(text);
    size_t size = fread(text, 1, 65535, in);
    assert_true(size > 0 && size < 65535);
    fclose(in);
    return text;
}

static void screens_equal_the_golden_ones(void **state)
{
    (void)state;
    static const struct screen screens[] = {
        {"worked-80x24", "worked", 80, 24, false},   {"worked-80x24-ascii", "worked", 80, 24, true},
        {"worked-132x43", "worked", 132, 43, false}, {"worked-40x12", "worked", 40, 12, false},
        {"worked-39x12", "worked", 39, 12, false},   {"failed-80x24-ascii", "failed", 80, 24, true},
        {"lossy-80x24", "lossy", 80, 24, false},     {"worked-80x11", "worked", 80, 11, false},
        {"worked-100x14", "worked", 100, 14, false}, {"worked-60x24", "worked", 60, 24, false},
        {"worked-40x6", "worked", 40, 6, false},     {"worked-100x30", "worked", 100, 30, false},
        {"worked-180x50", "worked", 180, 50, false},
    };
    for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
        char *expected = read_golden(screens[i].golden);
        char *drawn = draw(&screens[i], "");
        if (strcmp(drawn, expected) != 0)
            fail_msg("%s differs; now it is\n%s", screens[i].golden, drawn);
        free(drawn);
        free(expected);
    }
}

static void assert_shows(const char *screen, const char *text)
{
    if (strstr(screen, text) == NULL)
        fail_msg("no \"%s\" in\n%s", text, screen);
}

static void zoomed_panes_show_all_they_have(void **state)
{
    (void)state;
    static const struct screen screen = {"", "worked", 80, 24, true};
    static const struct {
        const char *keys;
        const char *shown[3];
    } cases[] = {
        {"2z", {"boot sector, loaded here by the BIOS", "first_region_end", "508K"}},
        {"3z", {"KERNEL_OFFSET2 to 800000", "6.7M heap, not taken", "cell 4K"}},
        {"6z", {"uart rx", "16,384", "cursor 1101c0 end 800000"}},
        {"7z", {"26,541", "used, at most 4,163", "32,752 frames"}},
        {"8z", {"kernel image up to 10a3f8", "frame    100", "from raw 3: as it is"}},
        {"4z", {"7ef0000 1 free", "10000 3 ACPI", "fffc0000   40000 2 reserved"}},
        {"5z", {"Strata 0.1.0 runs at 100000", "mem: 4163 frames taken", "1,851,930"}},
        {"9z", {"not said", "who has", "0 owners"}},
        {"?G", {"Signs in the map", "K  kernel", "_  heap, not taken"}},
        {"?", {"next pane", "a cell to the left, in the map", "frame statistics"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *drawn = draw(&screen, cases[i].keys);
        for (size_t k = 0; k < 3; k++)
            assert_shows(drawn, cases[i].shown[k]);
        free(drawn);
    }
}

/* What follows in the order given. */
static void assert_order(const char *screen, const char *const words[], size_t count)
{
    const char *at = screen;

    for (size_t i = 0; i < count; i++) {
        at = strstr(at, words[i]);
        if (at == NULL)
            fail_msg("no \"%s\" where it belongs in\n%s", words[i], screen);
    }
}

static void owners_are_listed_sorted_and_shown_in_the_map(void **state)
{
    (void)state;
    static const struct screen screen = {"", "owned", 80, 24, true};
    static const struct {
        const char *keys;
        const char *order[5];
    } cases[] = {
        {"9z",
         {"4,144   16.1M     2     810000  disk cache", "16     64K", "2      8K", "1      4K"}},
        {"9zs", {"disk cache", "log", "page tables", "(no owner)"}},
        {"9zss", {"(no owner)", "disk cache", "log", "page tables"}},
        {"9zsss", {"800000  page tables", "disk cache", "5000000  log", "(no owner)"}},
        {"3zo",
         {"2222222222222222", "1111111111111111", "33U", "1 disk cache 2 page tables 3 log"}},
        {"3zoo", {"~U~  256K used", "UUU"}},
        {"8z/5001000\r", {"used", "owner    log + 1000, 5000000-5002000 8K"}},
        {"8z/5002000\r", {"used", "owner    none that the kernel knows"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t count = 0;
        char *drawn = draw(&screen, cases[i].keys);
        while (count < 5 && cases[i].order[count] != NULL)
            count++;
        assert_order(drawn, cases[i].order, count);
        free(drawn);
    }
}

/* Every size, every pane: nothing may write outside, and no symbol may be cut
 * where the least screen has room for it. */
static void any_size_can_be_drawn(void **state)
{
    (void)state;
    for (unsigned cols = 1; cols <= 140; cols += 9) {
        for (unsigned rows = 1; rows <= 50; rows += 7) {
            struct screen screen = {"", "worked", cols, rows, true};
            char *drawn = draw(&screen, "2z3z+++++jj+++++kl4zjj5z6z7z8z9zoss3/stage1\r?");
            assert_true(strlen(drawn) >= rows);
            free(drawn);
        }
    }
    struct screen tiled = {"", "worked", 79, 22, true};
    char *all = draw(&tiled, "");
    assert_shows(all, "PM_STACK_GUARD\n");
    assert_shows(all, "5 Log");
    free(all);
    struct screen least = {"", "worked", 40, 12, true};
    char *drawn = draw(&least, "2");
    assert_shows(drawn, "KERNEL_OFFSET1\n");
    free(drawn);
}

static void ascii_screens_are_ascii(void **state)
{
    (void)state;
    struct screen screen = {"", "worked", 132, 43, true};
    char *drawn = draw(&screen, "");
    for (const char *c = drawn; *c != '\0'; c++)
        assert_true(*c == '\n' || (*c >= 0x20 && *c < 0x7f));
    free(drawn);
}

static void failure_is_told_in_its_own_words(void **state)
{
    (void)state;
    struct screen screen = {"", "failed", 80, 24, true};
    char *drawn = draw(&screen, "");
    assert_shows(drawn, "boot failed, code K3: The kernel image does not match");
    assert_shows(drawn, "Write the disk image again.");
    free(drawn);
    drawn = draw(&screen, "2zG");
    assert_shows(drawn, "declared, at step 4");
    free(drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screens_equal_the_golden_ones),
        cmocka_unit_test(zoomed_panes_show_all_they_have),
        cmocka_unit_test(owners_are_listed_sorted_and_shown_in_the_map),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(ascii_screens_are_ascii),
        cmocka_unit_test(failure_is_told_in_its_own_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
