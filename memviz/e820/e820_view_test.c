/*
 * The page of an e820 report on grids of several sizes.
 */
#include "memviz/e820/e820_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/e820/e820_strip.h"
#include "memviz/screen/text.h"
#include "tests/core/check.h"

static const char entries[] = "BIOS-e820: [base=0x0000000000000000 length=0x9fc00] type=1\n"
                              "BIOS-e820: [base=0x000000000009fc00 length=0x400] type=2\n"
                              "BIOS-e820: [base=0x00000000000f0000 length=0x10000] type=2\n"
                              "BIOS-e820: [base=0x0000000000100000 length=0x7ee0000] type=1\n"
                              "BIOS-e820: [base=0x0000000007fe0000 length=0x20000] type=3\n"
                              "BIOS-e820: [base=0x00000000fffc0000 length=0x40000] type=2\n"
                              "BIOS-e820: [base=0x0000000000200000 length=0x1000] type=20\n";

struct fixture {
    struct e820_text *text;
    struct e820_report report;
    struct e820_view view;
    struct grid grid;
    char *screen;
};

static void start(struct fixture *f, const char *bytes)
{
    static const struct e820_choice any;
    char problem[E820_REPORT_PROBLEM_SIZE];

    memset(f, 0, sizeof *f);
    f->text = e820_text_create();
    assert_true(e820_text_take(f->text, bytes, strlen(bytes)));
    assert_true(e820_text_finish(f->text));
    f->report.path = "logs/boot.log";
    assert_true(e820_report_make(&f->report, f->text, &any, problem));
}

static void stop(struct fixture *f)
{
    grid_free(&f->grid);
    e820_text_destroy(f->text);
    free(f->screen);
}

static void take_screen(struct fixture *f)
{
    size_t size;

    free(f->screen);
    FILE *out = open_memstream(&f->screen, &size);
    grid_write(&f->grid, out, false);
    fclose(out);
}

static void draw(struct fixture *f, unsigned cols, unsigned rows)
{
    grid_free(&f->grid);
    assert_true(grid_init(&f->grid, cols, rows, glyphs_get(true)));
    e820_view_draw(&f->view, &f->grid, &f->report, "");
    take_screen(f);
}

static void draw_page(struct fixture *f, unsigned cols)
{
    grid_free(&f->grid);
    unsigned rows = (unsigned)e820_view_count_rows(&f->report, cols);
    assert_true(grid_init(&f->grid, cols, rows, glyphs_get(true)));
    e820_view_draw_page(&f->grid, &f->report);
    take_screen(f);
}

static void the_page_says_it_all(void **state)
{
    struct fixture f;

    (void)state;
    start(&f, entries);
    draw_page(&f, 80);
    assert_string_equal(
        f.screen,
        " base, length and type, \"BIOS-e820\", lines 1 to 7, 7 entries\n"
        "\n"
        " ........RR       RRRRR........RR..............AAAAAA                   RRRRRRR\n"
        " |0        |a0000      |100000   |201000             |8000000\n"
        "\n"
        " raw entries (number, first byte, last byte, size, type): 7\n"
        "   #0        0    9fbff   639K 1 free\n"
        "   #1    9fc00    9ffff     1K 2 reserved\n"
        "   #2    f0000    fffff    64K 2 reserved\n"
        "   #3   100000  7fdffff 126.8M 1 free\n"
        "   #4  7fe0000  7ffffff   128K 3 acpi\n"
        "   #5 fffc0000 ffffffff   256K 2 reserved\n"
        "   #6   200000   200fff     4K 20 unknown\n"
        "\n"
        " clean ranges, and why they are so: 8\n"
        "    .        0    9fbff   639K 1 free       from #0: as it was given\n"
        "    R    9fc00    9ffff     1K 2 reserved   from #1: as it was given\n"
        "    R    f0000    fffff    64K 2 reserved   from #2: as it was given\n"
        "    .   100000   1fffff     1M 1 free\n"
        "      from #3: cut where a more restrictive entry begins or ends\n"
        "    R   200000   200fff     4K 2 reserved\n"
        "      from #6 (type 20), over #3 (type 1): unrecognised type taken as reserved;\n"
        "      the more restrictive type wins\n"
        "    .   201000  7fdffff 125.8M 1 free\n"
        "      from #3: cut where a more restrictive entry begins or ends\n"
        "    A  7fe0000  7ffffff   128K 3 acpi       from #4: as it was given\n"
        "    R fffc0000 ffffffff   256K 2 reserved   from #5: as it was given\n"
        "\n"
        " total: free 127.4M, reserved 325K, acpi 128K\n");
    stop(&f);
}

/* Every number that the page shows wide stands there narrow too. */
static void nothing_is_cut_off_on_a_narrow_screen(void **state)
{
    static const char *const must[] = {
        "#0",      "16777215.9T",      "2 reserved", "ffffffffffffffff",
        "clipped", "more restrictive", "total"};
    struct fixture f;

    (void)state;
    start(&f, "BIOS-e820: [base=0x100000 length=0xffffffffffffffff] type=2\n"
              "BIOS-e820: [base=0x200000 length=0x1000] type=4026531839\n"
              "BIOS-e820: [base=0x300000 length=0x1000] type=1\n");
    draw_page(&f, 40);
    for (size_t i = 0; i < LENGTH_OF(must); i++) {
        if (strstr(f.screen, must[i]) == NULL)
            fail_msg("%s is missing in:\n%s", must[i], f.screen);
    }
    stop(&f);
}

static void scrolling_shows_every_row_of_the_page_once(void **state)
{
    struct fixture f;

    (void)state;
    start(&f, entries);
    draw_page(&f, 60);
    char *page = strdup(f.screen);
    size_t rows = e820_view_count_rows(&f.report, 60);
    const char *expected = page;
    for (size_t top = 0; top + 10 <= rows; top++) {
        f.view.scroll = top;
        draw(&f, 60, 12);
        assert_int_equal(f.view.page_rows, 10);
        assert_int_equal(f.view.scroll, top);
        const char *first = strchr(f.screen, '\n') + 1;
        size_t length = strcspn(expected, "\n") + 1;
        assert_memory_equal(first, expected, length);
        expected += length;
    }
    e820_view_apply(&f.view, INTENT_END);
    draw(&f, 60, 12);
    assert_int_equal(f.view.scroll, rows - 10);
    assert_true(e820_view_apply(&f.view, INTENT_UP));
    assert_int_equal(f.view.scroll, rows - 11);
    assert_true(e820_view_apply(&f.view, INTENT_HOME));
    assert_true(e820_view_apply(&f.view, INTENT_PAGE_UP));
    assert_int_equal(f.view.scroll, 0);
    assert_false(e820_view_apply(&f.view, INTENT_QUIT));
    free(page);
    stop(&f);
}

static void bars_stay_on_every_size(void **state)
{
    static const unsigned sizes[][2] = {{40, 12}, {80, 24}, {132, 43}, {61, 13}, {40, 6}};
    struct fixture f;

    (void)state;
    start(&f, entries);
    for (size_t i = 0; i < LENGTH_OF(sizes); i++) {
        draw(&f, sizes[i][0], sizes[i][1]);
        assert_int_equal(grid_get(&f.grid, 0, 1).ch, 'm');
        assert_int_equal(grid_get(&f.grid, sizes[i][1] - 1, 1).ch, 'q');
        assert_int_equal(grid_get(&f.grid, 0, sizes[i][0] - 1).role, ROLE_BAR);
        assert_non_null(strstr(f.screen, "7 raw, 8 clean"));
    }
    draw(&f, 39, 12);
    assert_non_null(strstr(f.screen, "too small"));
    draw(&f, 40, 5);
    assert_non_null(strstr(f.screen, "too small"));
    draw(&f, 1, 1);
    stop(&f);
}

/* A map of 255 ranges in every width: each cell drawn, each from some range. */
static void a_strip_of_more_ranges_than_cells_is_full(void **state)
{
    char bytes[E820_RAW_MAX * 64];
    size_t length = 0;
    struct fixture f;

    (void)state;
    for (unsigned i = 0; i < E820_RAW_MAX; i++) {
        length += (size_t)snprintf(bytes + length, sizeof bytes - length,
                                   "SMAP type=%02u base=%016x len=0000000000001000\n", 1 + i % 5,
                                   i * 0x2000);
    }
    start(&f, bytes);
    for (unsigned cols = 1; cols < 300; cols++) {
        grid_free(&f.grid);
        assert_true(grid_init(&f.grid, cols, 2, glyphs_get(true)));
        struct window window = grid_window(&f.grid);
        struct pen bar = window_pen(&window, 0);
        struct pen scale = window_pen(&window, 1);
        e820_strip_draw(&f.report, &bar, &scale);
        for (unsigned col = 0; col < cols; col++)
            assert_non_null(strchr(".RANB ", (int)grid_get(&f.grid, 0, col).ch));
    }
    /* As many ranges and gaps as cells: each has its own. */
    assert_true(e820_strip_look(5, glyphs_get(true)).cell.ch == 'B');
    stop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_says_it_all),
        cmocka_unit_test(nothing_is_cut_off_on_a_narrow_screen),
        cmocka_unit_test(scrolling_shows_every_row_of_the_page_once),
        cmocka_unit_test(bars_stay_on_every_size),
        cmocka_unit_test(a_strip_of_more_ranges_than_cells_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
