#include "memviz/screen/glyphs.h"

/* From blocks that every terminal font has: box drawing, block elements and
 * geometric shapes. */
static const struct glyphs utf8 = {
    .ascii = false,
    .horizontal = 0x2500,
    .vertical = 0x2502,
    .tee_down = 0x252c,
    .tee_up = 0x2534,
    .tee_left = 0x2524,
    .tee_right = 0x251c,
    .cross = 0x253c,
    .focus = 0x25b6,
    .alive = 0x25cf,
    .reusable = 0x25cb,
    .gap = 0x00b7,
    .free = 0x00b7,
    .cursor = 0x25b2,
    .bar = 0x2588,
    .ellipsis = 0x2026,
    .dash = 0x2013,
    .hole = ' ',
    .half = 0x258c,
    .levels = {0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587},
    .level_count = 7,
    .full = 0x2588,
    .taken = 0x00bb,
    .freed = 0x00ab,
    .mixed = 0x2592,
    .left = 0x2591,
};

/* Digits stand for levels, since ASCII has no shades: 5 is half of a cell. */
static const struct glyphs ascii_only = {
    .ascii = true,
    .horizontal = '-',
    .vertical = '|',
    .tee_down = '+',
    .tee_up = '+',
    .tee_left = '+',
    .tee_right = '+',
    .cross = '+',
    .focus = '>',
    .alive = '*',
    .reusable = 'o',
    .gap = '.',
    .free = '.',
    .cursor = '^',
    .bar = '=',
    .ellipsis = '~',
    .dash = '-',
    .hole = ' ',
    .half = '-',
    .levels = {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
    .level_count = 9,
    .full = 'U',
    .taken = '>',
    .freed = '<',
    .mixed = '%',
    .left = '_',
};

const struct glyphs *glyphs_get(bool ascii)
{
    return ascii ? &ascii_only : &utf8;
}

/* full is for what is full: a cell that lacks one frame has the level below. */
uint32_t glyphs_get_level(const struct glyphs *glyphs, uint64_t part, uint64_t whole)
{
    if (part >= whole)
        return glyphs->full;
    return glyphs->levels[(unsigned)((double)part / (double)whole * glyphs->level_count)];
}
