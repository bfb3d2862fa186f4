/*
 * Every view at every size against tests/golden/views-*: as text in UTF-8 and
 * in ASCII, and as roles, a letter each, which both must share. What a role
 * looks like in colour and in mono is in tests/golden/roles.txt.
 *
 * With MEMVIZ_GOLDEN=write the files are written instead, after a change that
 * was meant (`make golden-screens`).
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
#define ENTER      "\r"

/* Letters for roles, in the order of enum role; a normal cell is a blank. */
static const char role_letters[] = " dbGBtfkns+!.URuKH^aoC><1234S";

/* A screen: what was recorded and what was pressed. */
static const struct {
    const char *name;
    const char *scenario;
    const char *keys;
} screens[] = {
    {"main", "worked", ""},
    {"boot", "worked", "1z"},
    {"first MiB", "worked", "2z"},
    {"map", "worked", "3z"},
    {"map of 64 GiB", "big", "3z"},
    {"map, magnified", "worked", "3z++++++"},
    {"map, a byte a cell", "worked",
     "3z/heap_start" ENTER "/test" ENTER "+++++++++++++++++++++++++"},
    {"map at a symbol", "worked", "3z/stage1" ENTER},
    {"map, corrupt", "corrupt", "3z"},
    {"e820", "messy", "4z"},
    {"log", "worked", "5z"},
    {"heap", "worked", "6z"},
    {"frames", "worked", "7z"},
    {"inspector", "worked", "8z/test+10" ENTER},
    {"inspector at a fault", "faulted", "8/102a34" ENTER},
    {"row selected", "messy", "4jjj"},
    {"going to", "worked", "3/ker"},
    {"going nowhere", "worked", "3/nobody" ENTER},
    {"loader", "loader", "3"},
    {"help", "worked", "?"},
};

static void press(struct ui *ui, struct grid *grid, const struct ui_scene *scene, const char *keys)
{
    ui_init(ui);
    ui_draw(ui, grid, scene);
    for (const char *key = keys; *key != '\0'; key++) {
        ui_take_key(ui, *key == '\r' ? KEY_CODE_ENTER : *key);
        ui_draw(ui, grid, scene);
    }
}

/* Draws screen number i on a grid, which gives the size and the glyphs. */
static void draw_screen(struct grid *grid, size_t i)
{
    char path[128];

    snprintf(path, sizeof path, RECORDINGS "%s.rec", screens[i].scenario);
    struct feed *feed = feed_create(path);
    if (!feed_read_all(feed, 0))
        fail_msg("%s is missing; make builds it with this test", path);
    struct feed_status status = feed_get_status(feed, feed_get_clock_ms());
    status.phase = FEED_FINISHED;
    struct ui_scene scene = {feed_get_model(feed), &status, CHANGES_NONE};
    struct ui ui;
    press(&ui, grid, &scene, screens[i].keys);
    feed_destroy(feed);
}

static void write_roles(const struct grid *grid, FILE *out)
{
    for (unsigned row = 0; row < grid->rows; row++) {
        unsigned end = grid->cols;
        while (end > 0 && grid_get(grid, row, end - 1).role == ROLE_NORMAL)
            end--;
        for (unsigned col = 0; col < end; col++)
            fputc(role_letters[grid_get(grid, row, col).role], out);
        fputc('\n', out);
    }
}

static void assert_same_roles(const struct grid *grid, const struct grid *ascii, const char *name)
{
    for (unsigned row = 0; row < grid->rows; row++) {
        for (unsigned col = 0; col < grid->cols; col++) {
            struct cell cell = grid_get(ascii, row, col);
            if (cell.role != grid_get(grid, row, col).role)
                fail_msg("%s: row %u column %u: ASCII has another role", name, row, col);
            assert_true(cell.ch >= 0x20 && cell.ch < 0x7f);
        }
    }
}

/* All screens of a size, each as text, as ASCII and as roles. */
static void write_screens(FILE *out, unsigned cols, unsigned rows)
{
    for (size_t i = 0; i < sizeof screens / sizeof screens[0]; i++) {
        struct grid grid;
        struct grid ascii;
        assert_true(grid_init(&grid, cols, rows, glyphs_get(false)));
        assert_true(grid_init(&ascii, cols, rows, glyphs_get(true)));
        draw_screen(&grid, i);
        draw_screen(&ascii, i);
        fprintf(out, "== %s\n", screens[i].name);
        grid_write(&grid, out, false);
        fprintf(out, "== %s, ASCII\n", screens[i].name);
        grid_write(&ascii, out, false);
        fprintf(out, "== %s, roles\n", screens[i].name);
        write_roles(&grid, out);
        /* The chart is drawn in dots here and in rows there. */
        if (strcmp(screens[i].name, "frames") != 0)
            assert_same_roles(&grid, &ascii, screens[i].name);
        grid_free(&grid);
        grid_free(&ascii);
    }
}

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "r");

    if (in == NULL)
        fail_msg("%s is missing; run the tests from the root of the tree", path);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t size = fread(text, 1, (1 << 20) - 1, in);
    assert_true(size > 0 && size < (1 << 20) - 1);
    fclose(in);
    return text;
}

static void fail_at_difference(const char *path, const char *expected, const char *drawn)
{
    const char *screen = drawn;
    const char *line = drawn;
    unsigned number = 1;

    for (size_t i = 0; drawn[i] == expected[i]; i++) {
        if (drawn[i] == '\n') {
            line = drawn + i + 1;
            number++;
            screen = strncmp(line, "== ", 3) == 0 ? line : screen;
        }
    }
    fail_msg("%s:%u, %.*s, differs; now the line is\n%.*s", path, number,
             (int)strcspn(screen, "\n"), screen, (int)strcspn(line, "\n"), line);
}

/* Compares text, which is freed, with a golden file, or writes that. */
static void settle(const char *path, char *text)
{
    const char *mode = getenv("MEMVIZ_GOLDEN");

    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        fputs(text, out);
        assert_int_equal(fclose(out), 0);
    } else {
        char *expected = read_file(path);
        if (strcmp(expected, text) != 0)
            fail_at_difference(path, expected, text);
        free(expected);
    }
    free(text);
}

static void check_size(unsigned cols, unsigned rows)
{
    char path[64];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    write_screens(out, cols, rows);
    fclose(out);
    snprintf(path, sizeof path, GOLDEN "views-%ux%u.txt", cols, rows);
    settle(path, text);
}

static void views_at_80x24(void **state)
{
    (void)state;
    check_size(80, 24);
}

static void views_at_132x43(void **state)
{
    (void)state;
    check_size(132, 43);
}

static void views_at_40x12(void **state)
{
    (void)state;
    check_size(40, 12);
}

static void write_style(FILE *out, const struct role_style *style)
{
    fprintf(out, " %3d on %3d%s%s%s", style->foreground, style->background,
            style->bold ? " bold" : "", style->dim ? " dim" : "", style->reverse ? " reverse" : "");
}

static void roles_look_as_agreed(void **state)
{
    (void)state;
    static const char *const names[] = {"no", "8", "16", "256"};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(strlen(role_letters), ROLE_COUNT);
    for (unsigned palette = ROLE_PALETTE_PLAIN; palette <= ROLE_PALETTE_256; palette++) {
        fprintf(out, "== %s colours\n", names[palette]);
        for (unsigned role = 0; role < ROLE_COUNT; role++) {
            fputc(role_letters[role], out);
            write_style(out, role_get_style((enum role)role, (enum role_palette)palette));
            fputc('\n', out);
        }
    }
    fclose(out);
    settle(GOLDEN "roles.txt", text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_at_80x24),
        cmocka_unit_test(views_at_132x43),
        cmocka_unit_test(views_at_40x12),
        cmocka_unit_test(roles_look_as_agreed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
