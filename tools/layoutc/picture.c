#define _GNU_SOURCE /* open_memstream */

#include "tools/layoutc/picture.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* There is a start and an end of each row, and of the address space. */
#define BOUNDS_MAX    (2 * DOC_ROWS_MAX + 2)
#define SIZE_TEXT_MAX 24u

/* Widths are measured once and hold for every line of the picture. */
struct canvas {
    const struct doc *doc;
    FILE *out;
    int symbol_width; /* columns of the longest symbol */
    int inner_width;  /* columns between the sides of the box */
};

/* The values have 64 bits, so their difference does not fit an int. */
static int compare_addresses(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* Collects every address where something begins or ends, in order, each once.
 * Returns how many. */
static size_t collect_bounds(const struct doc *doc, uint64_t bounds[BOUNDS_MAX])
{
    size_t count = 0;

    bounds[count++] = 0;
    bounds[count++] = DOC_TOP;
    for (size_t i = 0; i < doc->row_count; i++) {
        bounds[count++] = doc->rows[i].at.start;
        bounds[count++] = doc->rows[i].at.end;
    }
    qsort(bounds, count, sizeof bounds[0], compare_addresses);
    /* Shared ends and starts are one border. */
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (bounds[i] != bounds[kept - 1])
            bounds[kept++] = bounds[i];
    }
    return kept;
}

/* Writes a size in the largest unit that states it exactly in two decimals. */
static void format_size(uint64_t bytes, char text[SIZE_TEXT_MAX])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};
    size_t unit = 0;
    /* Exact or not at all: 4088 MiB, not "4 GiB". A reader compares these sizes with
     * addresses, where a rounded one is worse than a long one. */
    uint64_t scale = 1;

    while (unit + 1 < sizeof units / sizeof units[0] && bytes >= scale * KIB &&
           bytes * 100 % (scale * KIB) == 0) {
        unit++;
        scale *= KIB;
    }
    /* Ten digits are more than a number of two decimals below 1024 or of bytes needs. */
    snprintf(text, SIZE_TEXT_MAX, "%.10g %s", (double)bytes / (double)scale, units[unit]);
}

/* printf pads by bytes, and a box glyph has three bytes, so the glyphs are repeated one by
 * one. */
static void repeat(const char *glyph, int count, FILE *out)
{
    for (int i = 0; i < count; i++)
        fputs(glyph, out);
}

/* Draws the line between two boxes, with the address at which they meet. */
static void draw_border(const struct canvas *canvas, uint64_t address, const char *left,
                        const char *right)
{
    char text[24];

    snprintf(text, sizeof text, "0x%05" PRIx64, address);
    fprintf(canvas->out, "%11s %s", text, left);
    repeat("─", canvas->inner_width, canvas->out);
    fprintf(canvas->out, "%s\n", right);
}

/* The firmware's rows get a shade of their own, as they are alive before step 1
 * and are no choice of ours. */
static void draw_lifetime(const struct canvas *canvas, const struct doc_row *row)
{
    fputs(" ", canvas->out);
    for (unsigned step = 1; step <= canvas->doc->step_count; step++) {
        const char *glyph = step >= row->alive && step < row->reuse ? "■" : "·";
        fprintf(canvas->out, " %s", row->firmware ? "▒" : glyph);
    }
}

/* Padding by bytes is right here, because symbols and texts are ASCII. */
static void draw_row(const struct canvas *canvas, const struct doc_row *row, const char *size)
{
    int what_width = canvas->inner_width - canvas->symbol_width - 4;

    fprintf(canvas->out, "%11s │ %-*s  %-*s │ %8s", "", canvas->symbol_width, row->symbol,
            what_width, row->what, size);
    draw_lifetime(canvas, row);
    fputs("\n", canvas->out);
}

/* Dashed sides tell a gap from a region at a glance, and without colour. */
static void draw_gap(const struct canvas *canvas, const char *size)
{
    fprintf(canvas->out, "%11s ┊ %-*s ┊ %8s\n", "", canvas->inner_width - 2, "free", size);
}

/* Draws one stretch of memory: the rows that hold it, at different times where
 * there are several, or a gap. A box is taller where it holds more. */
static void draw_stretch(const struct canvas *canvas, struct doc_range at)
{
    char size[SIZE_TEXT_MAX];

    format_size(at.end - at.start, size);
    size_t drawn = 0;
    for (size_t i = 0; i < canvas->doc->row_count; i++) {
        struct doc_range shared = doc_range_intersect(canvas->doc->rows[i].at, at);
        if (shared.start < shared.end) {
            draw_row(canvas, &canvas->doc->rows[i], drawn == 0 ? size : "");
            drawn++;
        }
    }
    if (drawn == 0)
        draw_gap(canvas, size);
    const char *side = drawn == 0 ? "┊" : "│";
    /* To scale, stage1 would vanish beside 4 GiB. Three heights keep the order of
     * magnitude and the whole map on one page. */
    static const uint64_t taller[] = {64 * KIB, 1024 * KIB};
    for (size_t i = 0; i < sizeof taller / sizeof taller[0]; i++) {
        if (at.end - at.start >= taller[i])
            fprintf(canvas->out, "%11s %s%*s%s\n", "", side, canvas->inner_width, "", side);
    }
}

/* The box is as wide as its longest texts need, so that adding a row never breaks it. */
static void measure(struct canvas *canvas)
{
    int what_width = 0;

    for (size_t i = 0; i < canvas->doc->row_count; i++) {
        int symbol = (int)strlen(canvas->doc->rows[i].symbol);
        int what = (int)strlen(canvas->doc->rows[i].what);
        canvas->symbol_width = symbol > canvas->symbol_width ? symbol : canvas->symbol_width;
        what_width = what > what_width ? what : what_width;
    }
    canvas->inner_width = canvas->symbol_width + what_width + 4;
}

/* The legend's width counts columns, which UTF-8 glyphs take one of. */
static void draw_heading(const struct canvas *canvas)
{
    fprintf(canvas->out, "%11s  %-*s  %8s ", "address", canvas->inner_width, "", "size");
    for (size_t i = 0; i < canvas->doc->step_count; i++)
        fprintf(canvas->out, " %zu", i + 1);
    fputs("\n", canvas->out);
}

/* Cutting memory at every start and end makes stretches in which nothing begins or
 * ends, so each is held by the same rows from its first byte to its last. */
void picture_draw(const struct doc *doc, FILE *out)
{
    struct canvas canvas = {.doc = doc, .out = out};
    uint64_t bounds[BOUNDS_MAX];
    size_t count = collect_bounds(doc, bounds);

    measure(&canvas);
    draw_heading(&canvas);
    draw_border(&canvas, bounds[0], "┌", "┐");
    for (size_t i = 0; i + 1 < count; i++) {
        draw_stretch(&canvas, (struct doc_range){bounds[i], bounds[i + 1]});
        if (i + 2 < count)
            draw_border(&canvas, bounds[i + 1], "├", "┤");
    }
    draw_border(&canvas, bounds[count - 1], "└", "┘");
    fputs("\n            steps:  ■ alive   · not yet, or its memory may be reused   ▒ firmware\n",
          out);
}

/* Finds a line that is exactly the marker, or returns NULL. Only whole lines count, because
 * the text may mention the markers in a sentence. */
static const char *find_line(const char *text, const char *marker)
{
    size_t length = strlen(marker);

    while (*text != '\0') {
        if (strncmp(text, marker, length) == 0 && (text[length] == '\n' || text[length] == '\0'))
            return text;
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return NULL;
}

/* The line is counted only here, because only an error needs it. */
static unsigned line_number(const char *text, const char *at)
{
    unsigned number = 1;

    for (; text < at; text++)
        number += *text == '\n';
    return number;
}

char *picture_splice(const struct doc *doc, const char *text, unsigned *line, struct report *report)
{
    const char *begin = find_line(text, PICTURE_BEGIN);
    const char *end = begin == NULL ? NULL : find_line(begin, PICTURE_END);

    if (end == NULL) {
        report_add(report, 0, "the marker lines %s and %s are missing: the picture goes between",
                   PICTURE_BEGIN, PICTURE_END);
        return NULL;
    }
    *line = line_number(text, begin);
    char *spliced = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&spliced, &size);
    if (out == NULL)
        abort();
    /* All but the picture is copied as it is; redrawing twice changes nothing. */
    fwrite(text, 1, (size_t)(begin - text), out);
    fprintf(out, "%s\n```text\n", PICTURE_BEGIN);
    picture_draw(doc, out);
    fprintf(out, "```\n%s", end);
    fclose(out);
    return spliced;
}
