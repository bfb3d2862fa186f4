/*
 * What whoever looks at a sheet must know about it, as lines below the legend.
 */
#include "memviz/picture/sheet_notes.h"

#include <stdio.h>
#include <string.h>

#define LINE_STEP   19.0
#define LINE_INDENT 22.0

/* How many bytes of text make the next line: as many words as fit into room, one at least. */
static size_t measure_line(const char *text, double room)
{
    char line[PICTURE_TEXT_SIZE];
    size_t length = 0;

    for (size_t end = 0; text[end] != '\0';) {
        end += strspn(text + end, " ");
        end += strcspn(text + end, " ");
        if (end >= sizeof line)
            break;
        snprintf(line, sizeof line, "%.*s", (int)end, text);
        if (length > 0 && picture_font_measure(PICTURE_SANS, SHEET_NAME, line) > room)
            break;
        length = end;
    }
    return length > 0 ? length : strlen(text);
}

static double draw_note(struct sheet *sheet, struct picture_box area, const char *text)
{
    struct picture_style style = sheet_style(PICTURE_SANS, SHEET_NAME, PICTURE_LEFT);
    char line[PICTURE_TEXT_SIZE];

    picture_add_text(sheet->picture, (struct picture_point){area.x, area.y}, &style, "\xc2\xb7");
    style.room = area.width - LINE_INDENT;
    while (*text != '\0') {
        size_t length = measure_line(text, style.room);
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        picture_add_text(sheet->picture, (struct picture_point){area.x + LINE_INDENT, area.y},
                         &style, line);
        area.y += LINE_STEP;
        text += length + strspn(text + length, " ");
    }
    return area.y;
}

double sheet_draw_notes(struct sheet *sheet, struct picture_box area)
{
    const struct sheet_notes *notes = sheet->notes;

    if (notes == NULL || notes->count == 0)
        return area.y;
    sheet_add_head(sheet, area.x, area.y, notes->count == 1 ? "Warning" : "Warnings");
    area.y += LINE_STEP + 6;
    for (size_t i = 0; i < notes->count; i++)
        area.y = draw_note(sheet, area, notes->lines[i]);
    return area.y;
}
