/*
 * Colours keep apart for every kind of colour vision: those of pictures, and
 * those of a terminal of 256 colours. The test cannot look, so it
 * judges by the CIE 1976 distance of the colours as they are seen.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "memviz/picture/picture.h"
#include "memviz/screen/role.h"

/* A distance of 2.3 is just noticed; this is seen at a glance. */
#define APART 12.0

enum vision { NORMAL, PROTANOPIA, DEUTERANOPIA, TRITANOPIA, VISIONS };

/* Machado, Oliveira and Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency" (2009), severity 1, on linear RGB. */
static const double simulation[VISIONS][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

static void multiply(const double matrix[3][3], const double in[3], double out[3])
{
    for (int row = 0; row < 3; row++) {
        double sum = matrix[row][0] * in[0] + matrix[row][1] * in[1] + matrix[row][2] * in[2];
        out[row] = sum < 0 ? 0 : sum;
    }
}

static double linearise(double value)
{
    value /= 255;
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double curve(double value)
{
    return value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116;
}

/* sRGB as somebody sees it, in CIE Lab (D65). */
static void see(struct picture_rgb rgb, enum vision vision, double lab[3])
{
    static const double to_xyz[3][3] = {{0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505},
                                        {0.2126, 0.7152, 0.0722},
                                        {0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089}};
    const double own[3] = {linearise(rgb.red), linearise(rgb.green), linearise(rgb.blue)};
    double seen[3];
    double xyz[3];

    multiply(simulation[vision], own, seen);
    multiply(to_xyz, seen, xyz);
    lab[0] = 116 * curve(xyz[1]) - 16;
    lab[1] = 500 * (curve(xyz[0]) - curve(xyz[1]));
    lab[2] = 200 * (curve(xyz[1]) - curve(xyz[2]));
}

static double measure(struct picture_rgb a, struct picture_rgb b, enum vision vision)
{
    double first[3];
    double second[3];

    see(a, vision, first);
    see(b, vision, second);
    return hypot(hypot(first[0] - second[0], first[1] - second[1]), first[2] - second[2]);
}

static void picture_inks_are_apart_for_every_vision(void **state)
{
    (void)state;
    for (int a = INK_FREE; a < INK_COUNT; a++) {
        for (int b = a + 1; b < INK_COUNT; b++) {
            for (int vision = NORMAL; vision < VISIONS; vision++) {
                double distance =
                    measure(picture_get_rgb((enum picture_ink)a),
                            picture_get_rgb((enum picture_ink)b), (enum vision)vision);
                if (distance < APART)
                    fail_msg("inks %d and %d are %.1f apart in vision %d", a, b, distance, vision);
            }
        }
    }
}

/* xterm's cube: 16 + 36 r + 6 g + b. */
static struct picture_rgb get_cube(int colour)
{
    static const unsigned char steps[] = {0, 0x5f, 0x87, 0xaf, 0xd7, 0xff};

    assert_in_range(colour, 16, 231);
    int cell = colour - 16;
    return (struct picture_rgb){steps[cell / 36], steps[cell / 6 % 6], steps[cell % 6]};
}

static void states_are_apart_on_a_terminal_of_256_colours(void **state)
{
    (void)state;
    static const enum role roles[] = {ROLE_FREE, ROLE_USED, ROLE_RESERVED, ROLE_UNKNOWN,
                                      ROLE_KERNEL};
    size_t count = sizeof roles / sizeof roles[0];
    for (size_t a = 0; a < count; a++) {
        for (size_t b = a + 1; b < count; b++) {
            for (int vision = NORMAL; vision < VISIONS; vision++) {
                double distance =
                    measure(get_cube(role_get_style(roles[a], ROLE_PALETTE_256)->foreground),
                            get_cube(role_get_style(roles[b], ROLE_PALETTE_256)->foreground),
                            (enum vision)vision);
                if (distance < APART) {
                    fail_msg("roles %d and %d are %.1f apart in vision %d", roles[a], roles[b],
                             distance, vision);
                }
            }
        }
    }
}

static void palettes_use_only_the_colours_there_are(void **state)
{
    (void)state;
    static const int colours[] = {0, 8, 16, 256};
    for (int i = 0; i < 4; i++) {
        enum role_palette palette = role_choose_palette(colours[i]);
        assert_int_equal(palette, i);
        for (int role = 0; role < ROLE_COUNT; role++) {
            const struct role_style *style = role_get_style((enum role)role, palette);
            assert_true(style->foreground < colours[i] && style->background < colours[i]);
        }
    }
    assert_int_equal(role_choose_palette(88), ROLE_PALETTE_16);
    assert_int_equal(role_choose_palette(-1), ROLE_PALETTE_PLAIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture_inks_are_apart_for_every_vision),
        cmocka_unit_test(states_are_apart_on_a_terminal_of_256_colours),
        cmocka_unit_test(palettes_use_only_the_colours_there_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
