/*
 * The first MiB: a strip to scale, a strip that magnifies the crowd at its
 * lower end, and every region and gap with its numbers. The letter of a region
 * in the list is its letter in the strips. Before the kernel reports regions
 * the declared ones are shown, and the title says so.
 */
#include "memviz/views/view_low.h"

#include <stdio.h>

#include "kernel/core/units.h"
#include "memviz/memory/low_rows.h"
#include "memviz/model/model_diff.h"
#include "memviz/screen/text.h"

#define STRIP_ROWS    2u
#define ADDRESS_WIDTH 6u

/* What stands before the cells of a strip, and around them. */
#define STRIP_BEFORE 2u
#define STRIP_AROUND (STRIP_BEFORE + 1u + ADDRESS_WIDTH)

#define LENGTH_WIDTH 5u
/* Less of a description than this says nothing. */
#define WHAT_MIN 12u

static size_t count_rows(const struct view_context *context)
{
    struct low_rows list;

    low_rows_build(&list, context->model);
    return list.count == 0 ? 1 : STRIP_ROWS + list.count;
}

/* The colour says alive or reusable only: which region it is, the letter says. */
static enum role get_region_role(const struct region *region)
{
    return region->alive ? ROLE_ALIVE : ROLE_REUSABLE;
}

/* Six digits reach the end of the first MiB, 100000. */
static void draw_address(struct pen *pen, uint64_t address)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, address);
    pen_right(pen, ADDRESS_WIDTH, text);
}

/* The memory from 0 to end as one row of cells: a region's letter, '+' where a
 * cell holds more than one, the gap glyph where there is none. */
static void draw_strip(struct pen *pen, const struct low_rows *list, uint64_t end)
{
    /* Narrower than that, a strip is all addresses. */
    if (pen_room(pen) < 2 * ADDRESS_WIDTH)
        return;
    pen_text(pen, "0 ");
    unsigned cells = pen_room(pen) - ADDRESS_WIDTH - 1;
    for (unsigned cell = 0; cell < cells; cell++) {
        bool several;
        const struct region *region =
            regions_find_in(&list->regions, end * cell / cells, end * (cell + 1) / cells, &several);
        pen->role = region == NULL ? ROLE_DIM : get_region_role(region);
        pen_put(pen, region == NULL ? pen->grid->glyphs->gap
                                    : (uint32_t)(several ? '+' : region->letter));
    }
    pen->role = ROLE_NORMAL;
    pen_text(pen, " ");
    draw_address(pen, end);
}

/* How wide the column of symbols must be so that none is cut. */
static unsigned find_symbol_width(const struct low_rows *list)
{
    size_t width = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct low_row *row = &list->rows[i];
        size_t own = row->kind == LOW_ROW_REGION ? text_width(row->symbol) : 0;
        width = own > width ? own : width;
    }
    return (unsigned)width;
}

/* Start, end and size, though one follows from the others: a table that showed
 * two of them has been read wrongly, the length taken for the end. */
static void draw_range(struct pen *pen, const struct low_row *row)
{
    draw_address(pen, row->start);
    pen_put(pen, pen->grid->glyphs->dash);
    draw_address(pen, row->end);
    char size[TEXT_NUMBER_SIZE];
    text_format_size(size, row->end - row->start);
    pen_text(pen, " ");
    pen_right(pen, LENGTH_WIDTH, size);
    pen_text(pen, " ");
}

/* What it is comes last: the first to go where there is little room. */
static void draw_region(struct pen *pen, const struct view_context *context,
                        const struct low_row *row, unsigned symbol_width)
{
    const struct glyphs *glyphs = pen->grid->glyphs;
    const struct region *region = row->region;
    enum role role = get_region_role(region);
    struct change what = {context->fresh, region->number, region->number + 1, CHANGE_REGION};
    bool changed = context->fresh != CHANGES_NONE && changes_has(&context->model->changes, &what);

    if (context->mark != NULL)
        changed = model_diff_has_region(context->mark, context->model, region->number);
    if (changed)
        role = ROLE_CHANGED;
    pen->role = role;
    pen_put(pen, (uint32_t)region->letter);
    pen->role = ROLE_NUMBER;
    draw_range(pen, row);
    pen->role = role;
    pen_put(pen, region->alive ? glyphs->alive : glyphs->reusable);
    pen_text(pen, " ");
    pen->role = ROLE_SYMBOL;
    pen_left(pen, symbol_width, row->symbol);
    if (pen_room(pen) >= WHAT_MIN + 2) {
        pen->role = ROLE_NORMAL;
        pen_text(pen, "  ");
        pen_left(pen, pen_room(pen), region->what);
    }
}

/* A mark has an address and no extent, and so one number. */
static void draw_row(struct pen *pen, const struct view_context *context, const struct low_row *row,
                     unsigned symbol_width)
{
    if (row->kind == LOW_ROW_REGION) {
        draw_region(pen, context, row, symbol_width);
        return;
    }
    pen->role = ROLE_DIM;
    pen_text(pen, " ");
    if (row->kind == LOW_ROW_GAP) {
        draw_range(pen, row);
        pen_put(pen, pen->grid->glyphs->gap);
        pen_text(pen, " gap");
        return;
    }
    draw_address(pen, row->start);
    pen_text(pen, " = ");
    pen_text(pen, row->symbol);
}

/* The rows are built again each time the screen is drawn. There are some thirty,
 * and this way nothing has to be kept in step with the model. */
static void draw(const struct window *window, const struct view_context *context)
{
    struct low_rows list;

    low_rows_build(&list, context->model);
    if (list.count == 0) {
        struct pen pen = window_pen(window, 0);
        pen_text_as(&pen, ROLE_DIM, "no regions reported yet");
        return;
    }
    unsigned symbol_width = find_symbol_width(&list);
    for (unsigned i = 0; i < window->rows; i++) {
        struct pen pen = window_pen(window, i);
        size_t row = context->top + i;
        if (row < STRIP_ROWS)
            draw_strip(&pen, &list, row == 0 ? MIB : low_rows_find_crowd_end(&list));
        else if (row - STRIP_ROWS < list.count)
            draw_row(&pen, context, &list.rows[row - STRIP_ROWS], symbol_width);
    }
}

/* What a declared table says is a plan: it must not be read as what the machine
 * has reported. */
static void summarise(char *text, size_t size, const struct view_context *context)
{
    bool ascii = context->glyphs->ascii;
    struct low_rows list;

    low_rows_build(&list, context->model);
    if (list.regions.declared_step > 0) {
        snprintf(text, size, "declared, at step %u", list.regions.declared_step);
    } else {
        snprintf(text, size, "%s alive %s reusable", ascii ? "*" : "\u25cf",
                 ascii ? "o" : "\u25cb");
    }
}

/* In a strip a cell is a place; in the list a row is. */
static bool locate(const struct view_context *context, struct view_place place, uint64_t *address)
{
    struct low_rows list;

    low_rows_build(&list, context->model);
    if (place.row >= STRIP_ROWS && place.row - STRIP_ROWS < list.count) {
        *address = list.rows[place.row - STRIP_ROWS].start;
        return true;
    }
    unsigned cells = context->cols > STRIP_AROUND ? context->cols - STRIP_AROUND : 0;
    if (place.row >= STRIP_ROWS || place.col < STRIP_BEFORE || place.col - STRIP_BEFORE >= cells)
        return false;
    uint64_t end = place.row == 0 ? MIB : low_rows_find_crowd_end(&list);
    *address = end * (place.col - STRIP_BEFORE) / cells;
    return list.count > 0;
}

const struct view *view_low_get(void)
{
    static const struct view view = {"First MiB", false, count_rows, draw, summarise, locate, NULL};

    return &view;
}
