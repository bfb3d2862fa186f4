#include "memviz/picture/sheet_parts.h"

#include <stdio.h>
#include <string.h>

#include "memviz/screen/text.h"

/* Double is exact to 2^53, and a page has some thousand points. */
double sheet_bar_find(const struct sheet_bar *bar, uint64_t address)
{
    if (bar->end == bar->start)
        return bar->top;
    return bar->top + (double)(address - bar->start) / (double)(bar->end - bar->start) *
                          (bar->bottom - bar->top);
}

/* Ties a stretch to its magnification: without it two bars side by side look
 * like two memories. */
void sheet_draw_shade(struct sheet *sheet, const struct sheet_bar *from, const struct sheet_bar *to)
{
    double left = from->x + from->width;
    const struct picture_point points[4] = {
        {left, from->top}, {to->x, to->top}, {to->x, to->bottom}, {left, from->bottom}};

    picture_add_quad(sheet->picture, points, (struct picture_look){INK_SHADE, INK_RULE, false});
}

/* The usual text: dark, of any width. */
struct picture_style sheet_style(enum picture_font font, double size, enum picture_anchor anchor)
{
    return (struct picture_style){font, size, INK_TEXT, anchor, 0};
}

struct picture_style sheet_style_muted(enum picture_font font, double size,
                                       enum picture_anchor anchor)
{
    return (struct picture_style){font, size, INK_MUTED, anchor, 0};
}

void sheet_add_head(struct sheet *sheet, double x, double y, const char *text)
{
    struct picture_style style = sheet_style(PICTURE_BOLD, SHEET_HEAD, PICTURE_LEFT);

    picture_add_text(sheet->picture, (struct picture_point){x, y}, &style, text);
}

/* Half-open as everywhere, and 2^64 written out where it is the end. */
void sheet_format_range(char text[SHEET_RANGE_SIZE], uint64_t start, uint64_t last)
{
    char end[TEXT_NUMBER_SIZE] = "10000000000000000";

    if (last != UINT64_MAX)
        text_format_hex(end, last + 1);
    snprintf(text, SHEET_RANGE_SIZE,
             "0x%llx\xe2\x80\x93"
             "0x%s",
             (unsigned long long)start, end);
}

/* With a blank and the binary unit in full, as on paper there is room. */
void sheet_format_size(char text[SHEET_RANGE_SIZE], uint64_t bytes)
{
    char number[TEXT_NUMBER_SIZE];

    text_format_size(number, bytes);
    size_t digits = strspn(number, "0123456789.");
    snprintf(text, SHEET_RANGE_SIZE, "%.*s %s%s", (int)digits, number, number + digits,
             number[digits] != '\0' ? "iB" : "B");
}

void sheet_format_extent(char text[SHEET_RANGE_SIZE], uint64_t start, uint64_t last)
{
    if (last - start == UINT64_MAX)
        snprintf(text, SHEET_RANGE_SIZE, "16 EiB");
    else
        sheet_format_size(text, last - start + 1);
}
