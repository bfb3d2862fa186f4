#include "memviz/picture/picture_font.h"

#include <stdint.h>

#include "memviz/screen/text.h"

/* The fonts' own unit: so many are the font size. */
#define UNITS 2048.0

/* Every character of the monospaced font. */
#define MONO_WIDTH 1233u

/* Printable ASCII: what the stream and the layout are written in. */
#define FIRST 0x20u
#define LAST  0x7eu

/* Of the characters from FIRST to LAST. Read from DejaVu 2.37 by a program. */
static const uint16_t widths[2][LAST - FIRST + 1] = {
    [PICTURE_SANS] =
        {
            651,  821,  942,  1716, 1303, 1946, 1597, 563,  799,  799,  1024, 1716, 651,  739,
            651,  690,  1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690,  690,
            1716, 1716, 1716, 1087, 2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604,
            604,  1343, 1141, 1767, 1532, 1612, 1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025,
            1403, 1251, 1403, 799,  690,  799,  1716, 1024, 1024, 1255, 1300, 1126, 1300, 1260,
            721,  1300, 1298, 569,  569,  1186, 569,  1995, 1298, 1253, 1300, 1300, 842,  1067,
            803,  1298, 1212, 1675, 1212, 1212, 1075, 1303, 690,  1303, 1716,
        },
    [PICTURE_BOLD] =
        {
            713,  934,  1067, 1716, 1425, 2052, 1786, 627,  936,  936,  1071, 1716, 778,  850,
            778,  748,  1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 1425, 819,  819,
            1716, 1716, 1716, 1188, 2048, 1585, 1561, 1503, 1700, 1399, 1399, 1681, 1714, 762,
            762,  1587, 1305, 2038, 1714, 1741, 1501, 1741, 1577, 1475, 1397, 1663, 1585, 2259,
            1579, 1483, 1485, 936,  748,  936,  1716, 1024, 1024, 1382, 1466, 1214, 1466, 1389,
            891,  1466, 1458, 702,  702,  1362, 702,  2134, 1458, 1407, 1466, 1466, 1010, 1219,
            979,  1458, 1335, 1892, 1321, 1335, 1192, 1458, 748,  1458, 1716,
        },
};

static const struct {
    uint32_t ch;
    uint16_t widths[2];
} others[] = {
    {0x2013, {1024, 1024}}, /* en dash */
    {0x00b7, {651, 778}},   /* middle dot */
    {0x2026, {2048, 2048}}, /* ellipsis */
};

/* The bold W. */
#define WIDEST 2259u

/* An unknown character is taken for the widest: text may then stand loosely, but
 * does not run over. */
static unsigned get_width(enum picture_font font, uint32_t ch)
{
    if (font == PICTURE_MONO)
        return MONO_WIDTH;
    if (ch >= FIRST && ch <= LAST)
        return widths[font][ch - FIRST];
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i].ch == ch)
            return others[i].widths[font];
    }
    return WIDEST;
}

double picture_font_measure(enum picture_font font, double size, const char *text)
{
    unsigned width = 0;

    while (*text != '\0')
        width += get_width(font, text_next_char(&text));
    return width * size / UNITS;
}
