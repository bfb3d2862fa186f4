/*
 * Pictures as lists of shapes: nothing overlaps, nothing is cut off, and what
 * is known is shown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memviz/time/feed.h"
#include "memviz/picture/picture_svg.h"
#include "memviz/picture/sheet.h"

#define RECORDINGS "build/recordings/"
#define BOOT       "tests/data/boot-128m.rec"

/* Text may touch within rounding. */
#define TOLERANCE 0.01

static bool overlap(const struct picture_box *a, const struct picture_box *b)
{
    return a->x + a->width > b->x + TOLERANCE && b->x + b->width > a->x + TOLERANCE &&
           a->y + a->height > b->y + TOLERANCE && b->y + b->height > a->y + TOLERANCE;
}

/* Returns whether a line passes through a box, by looking at points of it. */
static bool crosses(const struct picture_shape *line, const struct picture_box *box)
{
    for (int i = 0; i <= 400; i++) {
        double part = i / 400.0;
        double x = line->points[0].x + part * (line->points[1].x - line->points[0].x);
        double y = line->points[0].y + part * (line->points[1].y - line->points[0].y);
        if (x > box->x && x < box->x + box->width && y > box->y && y < box->y + box->height)
            return true;
    }
    return false;
}

static void assert_inside(const struct picture *picture, const struct picture_box *box,
                          const char *what)
{
    if (box->x < 0 || box->y < 0 || box->width < 0 || box->height < 0 ||
        box->x + box->width > picture->width || box->y + box->height > picture->height) {
        fail_msg("outside of the page: %s at %.1f,%.1f %.1fx%.1f", what, box->x, box->y, box->width,
                 box->height);
    }
}

static void assert_text_clear(const struct picture *picture, size_t index)
{
    const struct picture_shape *text = &picture->shapes[index];

    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *other = &picture->shapes[i];
        if (other->kind == PICTURE_TEXT && i > index && overlap(&text->box, &other->box))
            fail_msg("\"%s\" and \"%s\" overlap", text->text, other->text);
        if (other->kind == PICTURE_LINE && crosses(other, &text->box))
            fail_msg("a line crosses \"%s\"", text->text);
    }
}

/* Text either lies in a box that was painted before it, whole, or beside it. */
static void assert_text_framed(const struct picture *picture, size_t index)
{
    const struct picture_shape *text = &picture->shapes[index];

    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_box *box = &picture->shapes[i].box;
        if (picture->shapes[i].kind != PICTURE_RECT || !overlap(&text->box, box))
            continue;
        bool whole = text->box.x >= box->x && text->box.y >= box->y - 1 &&
                     text->box.x + text->box.width <= box->x + box->width &&
                     text->box.y + text->box.height <= box->y + box->height + 1;
        if (!whole || i > index)
            fail_msg("\"%s\" is half in a box, or under it", text->text);
    }
}

static void assert_sound(const struct picture *picture)
{
    assert_true(picture->count > 0);
    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *shape = &picture->shapes[i];
        if (shape->kind == PICTURE_TEXT) {
            assert_true(shape->size >= 9);
            assert_inside(picture, &shape->box, shape->text);
            assert_text_clear(picture, i);
            assert_text_framed(picture, i);
        } else if (shape->kind == PICTURE_RECT) {
            assert_inside(picture, &shape->box, "a rectangle");
        }
    }
}

static bool says(const struct picture *picture, const char *text)
{
    for (size_t i = 0; i < picture->count; i++) {
        if (picture->shapes[i].kind == PICTURE_TEXT && strcmp(picture->shapes[i].text, text) == 0)
            return true;
    }
    return false;
}

static void assert_says(const struct picture *picture, const char *const *texts)
{
    for (; *texts != NULL; texts++) {
        if (!says(picture, *texts))
            fail_msg("the picture does not say \"%s\"", *texts);
    }
}

/* Draws a recording, looks at it and hands it on. */
static void draw(struct picture *picture, const char *path)
{
    struct feed *feed = feed_create(path);

    if (!feed_read_all(feed, 0))
        fail_msg("%s is missing", path);
    assert_true(sheet_draw(picture, feed_get_model(feed), NULL));
    feed_destroy(feed);
    assert_sound(picture);
}

static void test_boot_says_names_addresses_and_states(void **state)
{
    (void)state;
    static const char *const texts[] = {"Physical memory of a PC with 128 MiB",
                                        "KERNEL_OFFSET1",
                                        "0x1000\xe2\x80\x93"
                                        "0x6000",
                                        "20 KiB \xc2\xb7 reusable",
                                        "PM_STACK",
                                        "20 KiB \xc2\xb7 alive",
                                        "first_region_end",
                                        "first MiB",
                                        "first 256 KiB",
                                        "type 3, acpi",
                                        "6 raw \xc2\xb7 6 clean",
                                        "30,704 free",
                                        "free, 126.9 MiB",
                                        "stage1",
                                        "alive: KERNEL_OFFSET1, KERNEL_OFFSET2",
                                        "Heap",
                                        "kernel",
                                        NULL};
    struct picture picture;
    draw(&picture, BOOT);
    assert_says(&picture, texts);
    assert_false(says(&picture, "not yet"));
    assert_false(says(&picture, "used"));
    picture_free(&picture);
}

static void test_scenarios_are_drawn_soundly(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool waits; /* for a boot step */
        bool used;
        bool corrupt;
    } scenarios[] = {
        {"booted", false, false, false}, {"worked", false, true, false},
        {"loader", true, false, false},  {"failed", true, false, false},
        {"lossy", false, false, false},  {"faulted", false, true, false},
        {"corrupt", false, true, true},  {"messy", false, true, false},
        {"big", false, true, false},
    };
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, RECORDINGS "%s.rec", scenarios[i].name);
        struct picture picture;
        draw(&picture, path);
        assert_int_equal(says(&picture, "not yet"), scenarios[i].waits);
        assert_int_equal(says(&picture, "used"), scenarios[i].used);
        assert_int_equal(says(&picture, "corrupt"), scenarios[i].corrupt);
        picture_free(&picture);
    }
}

static void put_map(struct model *model, unsigned count, uint64_t gap)
{
    for (unsigned i = 0; i < count; i++) {
        struct e820_entry raw = {i * gap, gap / 2, 1 + i % 5, 1};
        struct e820_range clean = {raw.base, raw.base + raw.length - 1, raw.type};
        assert_true(indexed_put(&model->raw, i, count, &raw));
        assert_true(indexed_put(&model->clean, i, count, &clean));
    }
}

/* Maps of every length, close together and far apart, up to the last byte. */
static void test_bare_maps_are_drawn_soundly(void **state)
{
    (void)state;
    static const unsigned counts[] = {1, 2, 7, 14, 15, 40, 128};
    static const uint64_t gaps[] = {0x2000, 0x10000000, 0x1fffffffffffffull};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        for (size_t j = 0; j < sizeof gaps / sizeof gaps[0]; j++) {
            struct model *model = model_create();
            struct picture picture;
            put_map(model, counts[i], gaps[j]);
            assert_true(sheet_draw(&picture, model, NULL));
            assert_sound(&picture);
            assert_true(says(&picture, "e820 map"));
            picture_free(&picture);
            model_destroy(model);
        }
    }
}

static void test_nothing_known_makes_a_picture_too(void **state)
{
    (void)state;
    struct model *model = model_create();
    struct picture picture;
    assert_true(sheet_draw(&picture, model, NULL));
    assert_sound(&picture);
    assert_true(says(&picture, "Physical memory of a PC, no map yet"));
    picture_free(&picture);
    model_destroy(model);
}

/* All of every note is there, in lines that fit, below everything else. */
static void test_notes_are_wrapped_and_whole(void **state)
{
    (void)state;
    char words[900] = "";
    for (unsigned i = 0; strlen(words) < sizeof words - 16; i++)
        snprintf(words + strlen(words), 16, "%sword%u", i > 0 ? " " : "", i);
    const char *lines[] = {"a short one", words};
    const struct sheet_notes notes = {"Linux log, 3 entries", lines, 2};
    struct model *model = model_create();
    struct picture picture;
    put_map(model, 3, 4 * GIB);
    assert_true(sheet_draw(&picture, model, &notes));
    assert_sound(&picture);
    assert_true(says(&picture, "a short one") && says(&picture, "Warnings"));
    assert_true(says(&picture,
                     "from its e820 map \xc2\xb7 Linux log, 3 entries \xc2\xb7 several warnings, "
                     "below"));
    char joined[sizeof words + 64] = "";
    for (size_t i = 0; i < picture.count; i++) {
        if (picture.shapes[i].kind == PICTURE_TEXT &&
            strncmp(picture.shapes[i].text, "word", 4) == 0) {
            strcat(joined, joined[0] != '\0' ? " " : "");
            strcat(joined, picture.shapes[i].text);
        }
    }
    assert_string_equal(joined, words);
    picture_free(&picture);
    model_destroy(model);
}

/* Names of a foreign kernel may be long, and many. */
static void test_long_names_are_cut(void **state)
{
    (void)state;
    struct model *model = model_create();
    for (unsigned i = 0; i < 60; i++) {
        struct model_region region = {i * 0x1000, i * 0x1000 + (i % 3 + 1) * 0x500, "", "",
                                      i % 2 == 0};
        memset(region.symbol, 'W', MODEL_SYMBOL_SIZE - 1);
        memset(region.what, 'm', MODEL_TEXT_SIZE - 1);
        assert_true(indexed_put(&model->regions, i, 60, &region));
    }
    put_map(model, 3, 4 * GIB);
    struct picture picture;
    assert_true(sheet_draw(&picture, model, NULL));
    assert_sound(&picture);
    picture_free(&picture);
    model_destroy(model);
}

static void test_svg_escapes_what_a_kernel_says(void **state)
{
    (void)state;
    struct picture picture;
    picture_init(&picture, 100, 100);
    struct picture_style style = {PICTURE_SANS, 10, INK_TEXT, PICTURE_LEFT, 0};
    picture_add_text(&picture, (struct picture_point){10, 10}, &style, "<a & \"b\">\x01\xff");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    picture_svg_write(&picture, "<t>", out);
    fclose(out);
    assert_non_null(strstr(text, "&lt;a &amp; \"b\"&gt;?\xef\xbf\xbd</text>"));
    assert_non_null(strstr(text, "<title>&lt;t&gt;</title>"));
    free(text);
    picture_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boot_says_names_addresses_and_states),
        cmocka_unit_test(test_scenarios_are_drawn_soundly),
        cmocka_unit_test(test_bare_maps_are_drawn_soundly),
        cmocka_unit_test(test_nothing_known_makes_a_picture_too),
        cmocka_unit_test(test_long_names_are_cut),
        cmocka_unit_test(test_notes_are_wrapped_and_whole),
        cmocka_unit_test(test_svg_escapes_what_a_kernel_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
