#include "memviz/glyphs.h"

static const struct glyphs utf8 = {
    .ascii = false,
    .horizontal = 0x2500,
    .vertical = 0x2502,
    .tee_down = 0x252c,
    .tee_up = 0x2534,
    .tee_left = 0x2524,
    .focus = 0x25b6,
    .alive = 0x25cf,
    .reusable = 0x25cb,
    .gap = 0x00b7,
    .free = 0x00b7,
    .cursor = 0x25b2,
    .bar = 0x2588,
    .ellipsis = 0x2026,
    .dash = 0x2013,
};

static const struct glyphs ascii_only = {
    .ascii = true,
    .horizontal = '-',
    .vertical = '|',
    .tee_down = '+',
    .tee_up = '+',
    .tee_left = '+',
    .focus = '>',
    .alive = '*',
    .reusable = 'o',
    .gap = '.',
    .free = '.',
    .cursor = '^',
    .bar = '=',
    .ellipsis = '~',
    .dash = '-',
};

const struct glyphs *glyphs_get(bool ascii)
{
    return ascii ? &ascii_only : &utf8;
}
