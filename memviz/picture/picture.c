#include "memviz/picture/picture.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/screen/text.h"

/* Text is made smaller down to this, and cut when it still does not fit. */
#define SIZE_MIN 9.0
#define ELLIPSIS "\xe2\x80\xa6"

/* A list of shapes that knows of no file format: SVG and PNG are two writers of
 * it, and a test reads it as it is. */
void picture_init(struct picture *picture, double width, double height)
{
    *picture = (struct picture){.width = width, .height = height};
}

void picture_free(struct picture *picture)
{
    free(picture->shapes);
    picture->shapes = NULL;
    picture->count = picture->capacity = 0;
}

/* Lack of memory is noted and not returned: a drawing is hundreds of calls, and
 * one look at the end is enough. */
static void add(struct picture *picture, const struct picture_shape *shape)
{
    if (picture->count == picture->capacity) {
        size_t capacity = picture->capacity * 2 + 64;
        void *larger = realloc(picture->shapes, capacity * sizeof *shape);
        if (larger == NULL) {
            picture->failed = true;
            return;
        }
        picture->shapes = larger;
        picture->capacity = capacity;
    }
    picture->shapes[picture->count++] = *shape;
}

void picture_add_rect(struct picture *picture, struct picture_box box, struct picture_look look)
{
    add(picture, &(struct picture_shape){.kind = PICTURE_RECT, .box = box, .look = look});
}

void picture_add_quad(struct picture *picture, const struct picture_point points[4],
                      struct picture_look look)
{
    struct picture_shape shape = {.kind = PICTURE_QUAD, .look = look};

    memcpy(shape.points, points, sizeof shape.points);
    add(picture, &shape);
}

void picture_add_line(struct picture *picture, struct picture_point from, struct picture_point to,
                      enum picture_ink ink)
{
    add(picture, &(struct picture_shape){
                     .kind = PICTURE_LINE, .points = {from, to}, .look = {.stroke = ink}});
}

/* Cuts the text, between characters, until it fits with an ellipsis after it. */
static void cut(struct picture_shape *shape, double room)
{
    char text[PICTURE_TEXT_SIZE];

    strcpy(text, shape->text);
    double left = room - picture_font_measure(shape->font, shape->size, ELLIPSIS);
    const char *end = text;
    for (const char *next = text; *next != '\0';) {
        text_next_char(&next);
        char kept = *next;
        text[next - text] = '\0';
        bool fits = picture_font_measure(shape->font, shape->size, text) <= left &&
                    (size_t)(next - text) + sizeof ELLIPSIS <= sizeof text;
        text[next - text] = kept;
        if (!fits)
            break;
        end = next;
    }
    strcpy(text + (end - text), ELLIPSIS);
    strcpy(shape->text, text);
}

/* Smaller first, then cut: half of an address would be a wrong one. */
static void fit(struct picture_shape *shape, double room)
{
    double width = picture_font_measure(shape->font, shape->size, shape->text);

    if (room > 0 && width > room) {
        double size = shape->size * room / width;
        double least = shape->size < SIZE_MIN ? shape->size : SIZE_MIN;
        shape->size = size > least ? size : least;
        width = picture_font_measure(shape->font, shape->size, shape->text);
        if (width > room * 1.0001)
            cut(shape, room);
    }
}

/* Whole characters only; what does not fit is far too long to be shown. */
static void copy_text(char *to, const char *text)
{
    const char *end = text;

    for (const char *next = text; *next != '\0';) {
        text_next_char(&next);
        if ((size_t)(next - text) >= PICTURE_TEXT_SIZE)
            break;
        end = next;
    }
    memcpy(to, text, (size_t)(end - text));
    to[end - text] = '\0';
}

/* Widths come from a table, so that a picture is the same on every host and
 * without fonts. */
double picture_add_text(struct picture *picture, struct picture_point at,
                        const struct picture_style *style, const char *text)
{
    struct picture_shape shape = {.kind = PICTURE_TEXT,
                                  .font = style->font,
                                  .size = style->size,
                                  .look = {.fill = style->ink}};

    copy_text(shape.text, text);
    if (shape.text[0] == '\0')
        return 0;
    fit(&shape, style->room);
    double width = picture_font_measure(shape.font, shape.size, shape.text);
    double height = shape.size * (PICTURE_ASCENT + PICTURE_DESCENT);
    shape.box =
        (struct picture_box){at.x - width * style->anchor / 2, at.y - height / 2, width, height};
    add(picture, &shape);
    return width;
}

/* Okabe and Ito's palette and tints of it, which readers with any colour vision
 * can tell apart. */
struct picture_rgb picture_get_rgb(enum picture_ink ink)
{
    static const struct picture_rgb colours[INK_COUNT] = {
        [INK_PAPER] = {0xff, 0xff, 0xff},     [INK_TEXT] = {0x1a, 0x1a, 0x1a},
        [INK_MUTED] = {0x55, 0x55, 0x55},     [INK_RULE] = {0x8c, 0x8c, 0x8c},
        [INK_SHADE] = {0xf0, 0xf0, 0xf0},     [INK_FREE] = {0xd3, 0xef, 0xe6},
        [INK_UNMANAGED] = {0x8f, 0xb0, 0x92}, [INK_USED] = {0xe6, 0x9f, 0x00},
        [INK_RESERVED] = {0xc4, 0xc4, 0xc4},  [INK_KERNEL] = {0x00, 0x72, 0xb2},
        [INK_HEAP] = {0xd5, 0x5e, 0x00},      [INK_HEAP_LEFT] = {0xf0, 0xb8, 0x92},
        [INK_ACPI] = {0x56, 0xb4, 0xe9},      [INK_NVS] = {0xcc, 0x79, 0xa7},
        [INK_UNUSABLE] = {0x00, 0x00, 0x00},  [INK_UNKNOWN] = {0xf0, 0xe4, 0x42},
        [INK_ALIVE] = {0xa3, 0xd0, 0xea},
    };

    return colours[ink];
}

enum picture_ink picture_get_ink_on(enum picture_ink ink)
{
    bool dark = ink == INK_MUTED || ink == INK_KERNEL || ink == INK_UNUSABLE || ink == INK_HEAP;

    return dark ? INK_PAPER : INK_TEXT;
}
