#include "memviz/picture/picture_svg.h"

#include <stdint.h>

#include "memviz/screen/text.h"

/* XML 1.0 allows no other control characters than these, escaped or not. */
static void write_char(FILE *out, uint32_t ch)
{
    char bytes[4];

    if (ch == '&')
        fputs("&amp;", out);
    else if (ch == '<')
        fputs("&lt;", out);
    else if (ch == '>')
        fputs("&gt;", out);
    else if (ch < 0x20 || ch == 0x7f || ch == 0xfffe || ch == 0xffff)
        fputc('?', out);
    else
        fwrite(bytes, 1, text_put_char(bytes, ch), out);
}

static void write_text(FILE *out, const char *text)
{
    while (*text != '\0')
        write_char(out, text_next_char(&text));
}

/* Attributes and not CSS classes: some viewers know no style sheets. */
static void write_colour(FILE *out, const char *what, enum picture_ink ink)
{
    struct picture_rgb rgb = picture_get_rgb(ink);

    if (ink == INK_NONE)
        fprintf(out, " %s=\"none\"", what);
    else
        fprintf(out, " %s=\"#%02x%02x%02x\"", what, rgb.red, rgb.green, rgb.blue);
}

/* Two decimals are finer than any printer, and keep the file small and the same
 * everywhere. */
static void write_rect(FILE *out, const struct picture_box *box)
{
    fprintf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"", box->x, box->y,
            box->width, box->height);
}

/* The hatching is a second rectangle, because a shape has one fill. */
static void write_area(FILE *out, const struct picture_shape *shape)
{
    if (shape->kind == PICTURE_RECT) {
        write_rect(out, &shape->box);
    } else {
        fputs("<polygon points=\"", out);
        for (int i = 0; i < 4; i++)
            fprintf(out, "%s%.2f,%.2f", i > 0 ? " " : "", shape->points[i].x, shape->points[i].y);
        fputc('"', out);
    }
    write_colour(out, "fill", shape->look.fill);
    write_colour(out, "stroke", shape->look.stroke);
    fputs("/>\n", out);
    if (shape->look.hatched && shape->kind == PICTURE_RECT) {
        write_rect(out, &shape->box);
        fputs(" fill=\"url(#hatch)\"/>\n", out);
    }
}

static void write_line(FILE *out, const struct picture_shape *shape)
{
    fprintf(out, "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"", shape->points[0].x,
            shape->points[0].y, shape->points[1].x, shape->points[1].y);
    write_colour(out, "stroke", shape->look.stroke);
    fputs("/>\n", out);
}

/* textLength makes every viewer fit the text into the room that was planned,
 * with whatever font it has. */
static void write_label(FILE *out, const struct picture_shape *shape)
{
    static const char *const classes[] = {"s", "s b", "m"};
    const struct picture_box *box = &shape->box;

    fprintf(out, "<text class=\"%s\" x=\"%.2f\" y=\"%.2f\" font-size=\"%.2f\" textLength=\"%.2f\"",
            classes[shape->font], box->x, box->y + PICTURE_ASCENT * shape->size, shape->size,
            box->width);
    fputs(" lengthAdjust=\"spacingAndGlyphs\"", out);
    write_colour(out, "fill", shape->look.fill);
    fputc('>', out);
    write_text(out, shape->text);
    fputs("</text>\n", out);
}

/* Fonts that a system may have instead follow the one that was measured. */
static void write_head(const struct picture *picture, const char *title, FILE *out)
{
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            " viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
            picture->width, picture->height, picture->width, picture->height);
    write_text(out, title);
    fputs("</title>\n<style>"
          ".s{font-family:'DejaVu Sans',Verdana,sans-serif}.b{font-weight:bold}"
          ".m{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace}"
          "</style>\n"
          "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">"
          "<path d=\"M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2\"",
          out);
    write_colour(out, "stroke", INK_RULE);
    fputs(" stroke-width=\"0.8\"/></pattern></defs>\n<rect width=\"100%\" height=\"100%\"", out);
    write_colour(out, "fill", INK_PAPER);
    fputs("/>\n", out);
}

/* In the order in which they were drawn: what comes later lies on top, as in the
 * PNG. */
void picture_svg_write(const struct picture *picture, const char *title, FILE *out)
{
    write_head(picture, title, out);
    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *shape = &picture->shapes[i];
        if (shape->kind == PICTURE_TEXT)
            write_label(out, shape);
        else if (shape->kind == PICTURE_LINE)
            write_line(out, shape);
        else
            write_area(out, shape);
    }
    fputs("</svg>\n", out);
}
