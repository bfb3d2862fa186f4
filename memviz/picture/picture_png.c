#include "memviz/picture/picture_png.h"

#include <cairo/cairo.h>

/* As wide as the pattern of the SVG. */
#define HATCH_STEP 6.0

/* Opaque: a transparent picture would be unreadable on a dark page. */
static void set_ink(cairo_t *cairo, enum picture_ink ink)
{
    struct picture_rgb rgb = picture_get_rgb(ink);

    cairo_set_source_rgb(cairo, rgb.red / 255.0, rgb.green / 255.0, rgb.blue / 255.0);
}

/* Lines from the lower left to the upper right, cut off at the box. */
static void hatch(cairo_t *cairo, const struct picture_box *box)
{
    cairo_save(cairo);
    cairo_new_path(cairo);
    cairo_rectangle(cairo, box->x, box->y, box->width, box->height);
    cairo_clip(cairo);
    for (double x = box->x - box->height; x < box->x + box->width; x += HATCH_STEP) {
        cairo_move_to(cairo, x, box->y + box->height);
        cairo_line_to(cairo, x + box->height, box->y);
    }
    set_ink(cairo, INK_RULE);
    cairo_set_line_width(cairo, 0.8);
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

static void paint_area(cairo_t *cairo, const struct picture_shape *shape)
{
    /* Text leaves a current point, from which a polygon would start. */
    cairo_new_path(cairo);
    if (shape->kind == PICTURE_RECT) {
        const struct picture_box *box = &shape->box;
        cairo_rectangle(cairo, box->x, box->y, box->width, box->height);
    } else {
        for (int i = 0; i < 4; i++)
            cairo_line_to(cairo, shape->points[i].x, shape->points[i].y);
        cairo_close_path(cairo);
    }
    if (shape->look.fill != INK_NONE) {
        set_ink(cairo, shape->look.fill);
        cairo_fill_preserve(cairo);
    }
    if (shape->look.stroke != INK_NONE) {
        set_ink(cairo, shape->look.stroke);
        cairo_stroke_preserve(cairo);
    }
    if (shape->look.hatched && shape->kind == PICTURE_RECT)
        hatch(cairo, &shape->box);
}

static void paint_line(cairo_t *cairo, const struct picture_shape *shape)
{
    cairo_new_path(cairo);
    cairo_move_to(cairo, shape->points[0].x, shape->points[0].y);
    cairo_line_to(cairo, shape->points[1].x, shape->points[1].y);
    set_ink(cairo, shape->look.stroke);
    cairo_stroke(cairo);
}

/* Where another font stands in, the text is squeezed into its box. */
static void paint_text(cairo_t *cairo, const struct picture_shape *shape)
{
    cairo_text_extents_t extents;

    cairo_select_font_face(cairo, shape->font == PICTURE_MONO ? "DejaVu Sans Mono" : "DejaVu Sans",
                           CAIRO_FONT_SLANT_NORMAL,
                           shape->font == PICTURE_BOLD ? CAIRO_FONT_WEIGHT_BOLD
                                                       : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, shape->size);
    cairo_text_extents(cairo, shape->text, &extents);
    cairo_save(cairo);
    cairo_translate(cairo, shape->box.x, shape->box.y + PICTURE_ASCENT * shape->size);
    if (extents.x_advance > shape->box.width)
        cairo_scale(cairo, shape->box.width / extents.x_advance, 1);
    cairo_move_to(cairo, 0, 0);
    set_ink(cairo, shape->look.fill);
    cairo_show_text(cairo, shape->text);
    cairo_restore(cairo);
}

/* Shapes as they are, unhinted: the same on every machine. */
static void prepare(cairo_t *cairo)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_set_font_options(cairo, options);
    cairo_font_options_destroy(options);
    cairo_scale(cairo, PICTURE_PNG_SCALE, PICTURE_PNG_SCALE);
    cairo_set_line_width(cairo, 1);
    set_ink(cairo, INK_PAPER);
    cairo_paint(cairo);
}

/* A stream and not a file name, so that standard output works too. */
static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned length)
{
    return fwrite(data, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS
                                                      : CAIRO_STATUS_WRITE_ERROR;
}

/* cairo keeps its first error and does nothing more: one look at the end is
 * enough. */
const char *picture_png_write(const struct picture *picture, FILE *out)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(picture->width * PICTURE_PNG_SCALE),
                                   (int)(picture->height * PICTURE_PNG_SCALE));
    cairo_t *cairo = cairo_create(surface);

    prepare(cairo);
    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *shape = &picture->shapes[i];
        if (shape->kind == PICTURE_TEXT)
            paint_text(cairo, shape);
        else if (shape->kind == PICTURE_LINE)
            paint_line(cairo, shape);
        else
            paint_area(cairo, shape);
    }
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, write_bytes, out);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS ? NULL : cairo_status_to_string(status);
}
