#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/screen/grid.h"
#include "memviz/screen/text.h"

static void sizes_are_exact_or_cut(void **state)
{
    (void)state;
    static const struct {
        uint64_t bytes;
        const char *text;
    } cases[] = {
        {0, "0"},         {512, "512"},          {1023, "1023"},      {1024, "1K"},
        {2816, "2816"},   {8704, "8.5K"},        {0x5000, "20K"},     {0xfffff, "1023.9K"},
        {0x100000, "1M"}, {0x7ef0000, "126.9M"}, {0x100000000, "4G"}, {UINT64_MAX, "16777215.9T"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[TEXT_NUMBER_SIZE];
        text_format_size(text, cases[i].bytes);
        assert_string_equal(text, cases[i].text);
    }
}

static void decimal_is_grouped_by_three(void **state)
{
    (void)state;
    char text[TEXT_NUMBER_SIZE];
    text_format_grouped(text, 0);
    assert_string_equal(text, "0");
    text_format_grouped(text, 999);
    assert_string_equal(text, "999");
    text_format_grouped(text, 1000);
    assert_string_equal(text, "1,000");
    text_format_grouped(text, UINT64_MAX);
    assert_string_equal(text, "18,446,744,073,709,551,615");
}

static void malformed_utf8_counts_byte_by_byte(void **state)
{
    (void)state;
    assert_int_equal(text_width("a\u00e9\u2500\U0001f600"), 4);
    assert_int_equal(text_width("\xff\x80\xc3"), 3);
    assert_int_equal(text_width("\xe2\x94"), 2);
    const char *text = "\xc3";
    assert_int_equal(text_next_char(&text), 0xfffd);
    assert_int_equal(*text, '\0');
}

static void utf8_survives_being_read_and_written(void **state)
{
    (void)state;
    static const uint32_t chars[] = {'A', 0x7f, 0x80, 0x7ff, 0x800, 0x2588, 0xffff, 0x10000};
    for (size_t i = 0; i < sizeof chars / sizeof chars[0]; i++) {
        char bytes[5] = "";
        bytes[text_put_char(bytes, chars[i])] = '\0';
        const char *text = bytes;
        assert_int_equal(text_next_char(&text), chars[i]);
    }
}

static char *write_grid(const struct grid *grid, bool colour)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    grid_write(grid, out, colour);
    fclose(out);
    return text;
}

static void assert_grid(struct grid *grid, const char *expected)
{
    char *text = write_grid(grid, false);

    assert_string_equal(text, expected);
    free(text);
    grid_free(grid);
}

static void drawing_outside_is_clipped(void **state)
{
    (void)state;
    struct grid grid;
    assert_true(grid_init(&grid, 4, 2, glyphs_get(true)));
    struct window window = {&grid, 2, 0, 10, 10};
    for (unsigned row = 0; row < 12; row++) {
        struct pen pen = window_pen(&window, row);
        pen_text(&pen, "abcdef");
    }
    grid_put(&grid, 99, 99, (struct cell){'x', ROLE_NORMAL});
    assert_grid(&grid, "  ab\n  ab\n");
}

static void text_that_does_not_fit_ends_in_an_ellipsis(void **state)
{
    (void)state;
    struct grid grid;
    assert_true(grid_init(&grid, 8, 3, glyphs_get(true)));
    struct window window = grid_window(&grid);
    struct pen pen = window_pen(&window, 0);
    pen_left(&pen, 5, "abcdefgh");
    pen_text(&pen, "|");
    pen = window_pen(&window, 1);
    pen_left(&pen, 5, "abcde");
    pen_text(&pen, "|");
    pen = window_pen(&window, 2);
    pen_left(&pen, 5, "ab");
    pen_text(&pen, "|");
    assert_grid(&grid, "abcd~|\nabcde|\nab   |\n");
}

static void numbers_are_never_cut(void **state)
{
    (void)state;
    struct grid grid;
    assert_true(grid_init(&grid, 8, 4, glyphs_get(true)));
    struct window window = grid_window(&grid);
    struct pen pen = window_pen(&window, 0);
    pen_right(&pen, 6, "123");
    pen = window_pen(&window, 1);
    pen_right(&pen, 2, "12345");
    pen = window_pen(&window, 2);
    pen_right(&pen, 2, "123456789");
    pen = window_pen(&window, 3);
    pen_right(&pen, 12, "123");
    assert_grid(&grid, "   123\n12345\n~~~~~~~~\n     123\n");
}

static void text_from_outside_cannot_break_the_grid(void **state)
{
    (void)state;
    struct grid grid;
    assert_true(grid_init(&grid, 12, 2, glyphs_get(false)));
    struct window window = grid_window(&grid);
    struct pen pen = window_pen(&window, 0);
    pen_text(&pen, "a\033[2Jb\u00e9\u4e2d\u0301");
    grid.glyphs = glyphs_get(true);
    pen = window_pen(&window, 1);
    pen_text(&pen, "\u00e9");
    assert_grid(&grid, "a.[2Jb\u00e9??\n?\n");
}

static void colour_is_reset_at_the_end_of_a_row(void **state)
{
    (void)state;
    struct grid grid;
    assert_true(grid_init(&grid, 4, 2, glyphs_get(true)));
    struct window window = grid_window(&grid);
    struct pen pen = window_pen(&window, 0);
    pen_text_as(&pen, ROLE_BAD, "x");
    char *text = write_grid(&grid, true);
    assert_string_equal(text, "\033[0;1;31mx\033[0m\n\n");
    free(text);
    grid_free(&grid);
}

static void every_role_differs_from_normal_with_colour(void **state)
{
    (void)state;
    const struct role_style *normal = role_get_style(ROLE_NORMAL, true);
    for (int role = ROLE_NORMAL + 1; role < ROLE_COUNT; role++) {
        const struct role_style *style = role_get_style((enum role)role, true);
        if (role != ROLE_NUMBER) {
            assert_true(style->foreground != normal->foreground || style->bold || style->dim ||
                        style->reverse);
        }
        assert_true(role_get_style((enum role)role, false)->foreground == ROLE_DEFAULT_COLOUR);
    }
}

static void ascii_glyphs_are_ascii(void **state)
{
    (void)state;
    const struct glyphs *glyphs = glyphs_get(true);
    const uint32_t *first = &glyphs->horizontal;
    for (const uint32_t *glyph = first; glyph <= &glyphs->dash; glyph++)
        assert_in_range(*glyph, 0x21, 0x7e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_exact_or_cut),
        cmocka_unit_test(decimal_is_grouped_by_three),
        cmocka_unit_test(malformed_utf8_counts_byte_by_byte),
        cmocka_unit_test(utf8_survives_being_read_and_written),
        cmocka_unit_test(drawing_outside_is_clipped),
        cmocka_unit_test(text_that_does_not_fit_ends_in_an_ellipsis),
        cmocka_unit_test(numbers_are_never_cut),
        cmocka_unit_test(text_from_outside_cannot_break_the_grid),
        cmocka_unit_test(colour_is_reset_at_the_end_of_a_row),
        cmocka_unit_test(every_role_differs_from_normal_with_colour),
        cmocka_unit_test(ascii_glyphs_are_ascii),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
