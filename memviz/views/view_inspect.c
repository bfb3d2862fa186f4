/*
 * The inspector: everything known of the address under the cursor, wherever
 * the cursor was put.
 */
#include "memviz/views/view_inspect.h"

#include <stdio.h>

#include "memviz/views/inspect.h"
#include "memviz/screen/text.h"

/* The longest, "declared", and a blank. */
#define LABEL_WIDTH 9u

static void inspect(struct inspection *inspection, const struct view_context *context)
{
    struct memory_index index;

    memory_index_build(&index, context->model);
    inspect_address(inspection, &index, context->cursor);
}

/* A text takes as many rows as it needs to the right of its label. */
static size_t count_text_rows(const struct view_context *context, const struct inspect_line *line)
{
    size_t room = context->cols > LABEL_WIDTH ? context->cols - LABEL_WIDTH : 1;
    size_t width = text_width(line->text);

    return width == 0 ? 1 : (width + room - 1) / room;
}

/* Counting needs the texts, since long ones are wrapped: the inspection is made
 * for it once more, which is cheap beside drawing a map. */
static size_t count_rows(const struct view_context *context)
{
    struct inspection inspection = {.count = 0};

    inspect(&inspection, context);
    size_t rows = 0;
    for (size_t i = 0; i < inspection.count; i++)
        rows += count_text_rows(context, &inspection.lines[i]);
    return rows;
}

/* Characters are skipped and not bytes, or a wrapped glyph would be cut in two. */
static void draw_part(struct pen *pen, const struct inspect_line *line, size_t part)
{
    pen->role = ROLE_DIM;
    pen_left(pen, LABEL_WIDTH, part == 0 ? line->label : "");
    pen->role = line->role;
    const char *from = line->text;
    for (size_t skip = part * pen_room(pen); skip > 0 && *from != '\0'; skip--)
        text_next_char(&from);
    pen_text(pen, from);
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct inspection inspection = {.count = 0};

    inspect(&inspection, context);
    size_t row = 0;
    for (size_t i = 0; i < inspection.count; i++) {
        size_t parts = count_text_rows(context, &inspection.lines[i]);
        for (size_t part = 0; part < parts; part++, row++) {
            if (row >= context->top && row - context->top < window->rows) {
                struct pen pen = window_pen(window, (unsigned)(row - context->top));
                draw_part(&pen, &inspection.lines[i], part);
            }
        }
    }
}

static void summarise(char *text, size_t size, const struct view_context *context)
{
    char address[TEXT_NUMBER_SIZE];

    text_format_hex(address, context->cursor);
    snprintf(text, size, "at %s", address);
}

const struct view *view_inspect_get(void)
{
    static const struct view view = {"Inspector", false, count_rows, draw, summarise, NULL, NULL};

    return &view;
}
