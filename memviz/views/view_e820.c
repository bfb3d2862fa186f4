/*
 * The e820 map: raw, as the BIOS gave it, and clean. Side by side where both
 * fit without losing a digit; otherwise one below the other. Where there is
 * room, raw entries are numbered and each clean range tells which of them made
 * it and by which rule; where there is more, types have names.
 */
#include "memviz/views/view_e820.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/e820.h"
#include "memviz/memory/e820_join.h"
#include "memviz/screen/text.h"

#define TYPE_NAME_WIDTH 9u
#define NUMBER_WIDTH    4u
/* Numbers of a few entries, and the shortest rules. */
#define JOIN_MIN      16u
#define SOURCES_WIDTH 5u

/* Between the lists: a line, with blanks around it where there is room. */
#define SEPARATOR_WIDTH 3u
#define LINE_WIDTH      1u

/* A row of either list, ready to be drawn. */
struct entry_row {
    bool known;
    char base[TEXT_NUMBER_SIZE];
    char length[TEXT_NUMBER_SIZE];
    char type[TEXT_NUMBER_SIZE];
    const char *name;
    bool free;
};

/* How wide the columns are that hold every number of both lists. */
struct entry_widths {
    unsigned base;
    unsigned length;
    unsigned type;
    bool beside; /* both lists fit side by side */
    bool joined; /* and so does what made each clean range */
    bool named;  /* and so do the names of the types */
    bool tight;  /* with nothing but a line between them */
};

/* The words for people; kernel/core/e820.h cites the table that defines the types. */
static const char *get_type_name(uint32_t type)
{
    static const char *const names[] = {
        [E820_FREE] = "free",    [E820_RESERVED] = "reserved", [E820_ACPI] = "ACPI",
        [E820_NVS] = "ACPI NVS", [E820_UNUSABLE] = "unusable",
    };

    return e820_type_mapped(type) == type ? names[type] : "?";
}

static void format_type(struct entry_row *row, uint32_t type)
{
    snprintf(row->type, sizeof row->type, "%u", type);
    row->name = get_type_name(type);
    row->free = type == E820_FREE;
    row->known = true;
}

/* What the kernel passes over must not look like memory that can be had. */
static void mark_ignored(struct entry_row *row, const struct e820_entry *entry)
{
    if (e820_entry_ignored(entry)) {
        row->name = "ignored";
        row->free = false;
    }
}

/* A dash for an entry that has not come: a row that is missing must not look
 * like one that is not there. */
static struct entry_row get_raw(const struct model *model, unsigned i)
{
    struct entry_row row = {.base = "-", .length = "-", .type = "-", .name = ""};
    const struct e820_entry *entry = indexed_get(&model->raw, i);

    if (entry != NULL) {
        text_format_hex(row.base, entry->base);
        text_format_hex(row.length, entry->length);
        format_type(&row, entry->type);
        mark_ignored(&row, entry);
    }
    return row;
}

/* 2^64 is written out, since it has no uint64_t. */
static struct entry_row get_clean(const struct model *model, unsigned i)
{
    struct entry_row row = {.base = "-", .length = "-", .type = "-", .name = ""};
    const struct e820_range *range = indexed_get(&model->clean, i);

    if (range != NULL) {
        text_format_hex(row.base, range->start);
        if (range->last - range->start == UINT64_MAX)
            strcpy(row.length, "10000000000000000");
        else
            text_format_hex(row.length, range->last - range->start + 1);
        format_type(&row, range->type);
    }
    return row;
}

/* The rows a list takes: all it should have, or as many as have come. */
static unsigned count_list(const struct indexed *list)
{
    return list->of != 0 ? list->of : indexed_end(list);
}

/* Columns are as wide as their widest number, in either list: the two stay
 * comparable, and no digit is lost. */
static unsigned widen(unsigned width, const char *text)
{
    unsigned own = (unsigned)strlen(text);

    return own > width ? own : width;
}

static void widen_all(struct entry_widths *widths, const struct entry_row *row)
{
    widths->base = widen(widths->base, row->base);
    widths->length = widen(widths->length, row->length);
    widths->type = widen(widths->type, row->type);
}

/* Digits first, then what made what, then names. */
static void fit_widths(struct entry_widths *widths, unsigned cols)
{
    unsigned one = widths->base + 1 + widths->length + 1 + widths->type;
    unsigned need = 2 * one + LINE_WIDTH;

    widths->beside = need <= cols;
    widths->tight = need + SEPARATOR_WIDTH - LINE_WIDTH > cols;
    if (!widths->beside) {
        widths->joined = one + NUMBER_WIDTH + TYPE_NAME_WIDTH + JOIN_MIN <= cols;
        widths->named = true;
        return;
    }
    need = 2 * one + SEPARATOR_WIDTH + NUMBER_WIDTH + JOIN_MIN;
    widths->joined = need <= cols;
    need += 2 * TYPE_NAME_WIDTH;
    widths->named = need <= cols;
}

/* Measured at each frame: a map has few entries, and while the loader sends it,
 * columns may have to grow. */
static struct entry_widths find_widths(const struct view_context *context)
{
    const struct model *model = context->model;
    struct entry_widths widths = {.base = 4, .length = 6, .type = 1};

    for (unsigned i = 0; i < count_list(&model->raw); i++) {
        struct entry_row row = get_raw(model, i);
        widen_all(&widths, &row);
    }
    for (unsigned i = 0; i < count_list(&model->clean); i++) {
        struct entry_row row = get_clean(model, i);
        widen_all(&widths, &row);
    }
    fit_widths(&widths, context->cols);
    return widths;
}

static unsigned max_unsigned(unsigned a, unsigned b)
{
    return a > b ? a : b;
}

/* As many as the lists will have, so that the pane does not jump while they
 * arrive. */
static size_t count_rows(const struct view_context *context)
{
    unsigned raw = count_list(&context->model->raw);
    unsigned clean = count_list(&context->model->clean);

    if (find_widths(context).beside)
        return max_unsigned(raw, clean);
    /* Each list below its heading. */
    return 2u + raw + clean;
}

/* Free in its own colour, all else alike: what can be had is the question. */
static void draw_entry(struct pen *pen, const struct entry_widths *widths,
                       const struct entry_row *row)
{
    pen->role = row->free ? ROLE_FREE : ROLE_RESERVED;
    pen_right(pen, widths->base, row->base);
    pen_text(pen, " ");
    pen_right(pen, widths->length, row->length);
    pen_text(pen, " ");
    pen_right(pen, widths->type, row->type);
    if (widths->named) {
        pen_text(pen, " ");
        pen_left(pen, TYPE_NAME_WIDTH - 1, row->name);
    }
}

/* In front of raw entries stand their numbers, to which clean ranges refer. */
static void draw_raw(struct pen *pen, const struct view_context *context,
                     const struct entry_widths *widths, unsigned i)
{
    char number[TEXT_NUMBER_SIZE];

    snprintf(number, sizeof number, "%u", i);
    if (widths->joined) {
        pen->role = ROLE_DIM;
        pen_right(pen, NUMBER_WIDTH - 1, number);
        pen_text(pen, " ");
    }
    struct entry_row row = get_raw(context->model, i);
    draw_entry(pen, widths, &row);
}

static void draw_clean(struct pen *pen, const struct view_context *context,
                       const struct entry_widths *widths, unsigned i)
{
    struct entry_row row = get_clean(context->model, i);

    draw_entry(pen, widths, &row);
    if (!widths->joined)
        return;
    char text[64];
    e820_join_format_sources(text, sizeof text, context->model, i);
    pen->role = ROLE_NUMBER;
    pen_text(pen, " ");
    unsigned width = (unsigned)text_width(text);
    pen_left(pen, width > SOURCES_WIDTH ? width : SOURCES_WIDTH, text);
    e820_join_format_rule(text, sizeof text, context->model, i);
    pen->role = ROLE_DIM;
    pen_text(pen, " ");
    pen_left(pen, pen_room(pen), text);
}

/* Where the line between the lists is, counted from the first column. */
static unsigned find_middle(const struct entry_widths *widths)
{
    return (widths->joined ? NUMBER_WIDTH : 0) + widths->base + 1 + widths->length + 1 +
           widths->type + (widths->named ? TYPE_NAME_WIDTH : 0) + (widths->tight ? 0 : 1);
}

/* Row i of both lists shares a line and nothing else: they are not matched, that
 * is what the numbers of the joined form are for. */
static void draw_beside(struct pen *pen, const struct view_context *context,
                        const struct entry_widths *widths, unsigned i)
{
    unsigned middle = pen->col + find_middle(widths);

    if (i < count_list(&context->model->raw))
        draw_raw(pen, context, widths, i);
    pen->role = ROLE_DIM;
    pen_fill_to(pen, middle, ' ');
    pen_put(pen, context->glyphs->vertical);
    pen_text(pen, widths->tight ? "" : " ");
    if (i < count_list(&context->model->clean))
        draw_clean(pen, context, widths, i);
}

/* Indented as the raw rows are, so that the digits of both lists stand in columns. */
static void draw_below(struct pen *pen, const struct view_context *context,
                       const struct entry_widths *widths, unsigned i)
{
    unsigned raw = count_list(&context->model->raw);

    if (i == 0 || i == raw + 1) {
        pen_text_as(pen, ROLE_DIM, i == 0 ? "raw, as the BIOS gave it" : "clean");
        return;
    }
    if (i <= raw) {
        draw_raw(pen, context, widths, i - 1);
        return;
    }
    pen_text(pen, widths->joined ? "    " : "");
    draw_clean(pen, context, widths, i - raw - 2);
}

static void draw(const struct window *window, const struct view_context *context)
{
    struct entry_widths widths = find_widths(context);
    size_t end = count_rows(context);

    for (unsigned i = 0; i < window->rows && context->top + i < end; i++) {
        struct pen pen = window_pen(window, i);
        unsigned row = (unsigned)(context->top + i);
        if (widths.beside)
            draw_beside(&pen, context, &widths, row);
        else
            draw_below(&pen, context, &widths, row);
    }
}

/* The loader does not know how many entries there will be: until the last has
 * come there is no number to compare with. */
static void format_count(char *text, const struct indexed *list)
{
    if (list->of == 0 && list->known_count == 0)
        snprintf(text, TEXT_NUMBER_SIZE, "-");
    else if (list->of == list->known_count)
        snprintf(text, TEXT_NUMBER_SIZE, "%u", list->of);
    else if (list->of == 0)
        snprintf(text, TEXT_NUMBER_SIZE, "%u of ?", list->known_count);
    else
        snprintf(text, TEXT_NUMBER_SIZE, "%u of %u", list->known_count, list->of);
}

/* The source is named where it is not INT 15h E820: the older services give a
 * map of two or three ranges that hides holes. */
static void summarise(char *text, size_t size, const struct view_context *context)
{
    const struct model *model = context->model;
    char raw[TEXT_NUMBER_SIZE];
    char clean[TEXT_NUMBER_SIZE];

    format_count(raw, &model->raw);
    format_count(clean, &model->clean);
    snprintf(text, size, "%s%s%s raw, %s clean",
             model->map.known && strcmp(model->map.source, "e820") != 0 ? model->map.source : "",
             model->map.known && strcmp(model->map.source, "e820") != 0 ? ": " : "", raw, clean);
    if (model->map.truncated)
        strncat(text, ", TRUNCATED", size - strlen(text) - 1);
}

static bool locate_raw(const struct model *model, size_t i, uint64_t *address)
{
    const struct e820_entry *entry =
        i < MODEL_RAW_MAX ? indexed_get(&model->raw, (unsigned)i) : NULL;

    if (entry != NULL)
        *address = entry->base;
    return entry != NULL;
}

static bool locate_clean(const struct model *model, size_t i, uint64_t *address)
{
    const struct e820_range *range =
        i < MODEL_CLEAN_MAX ? indexed_get(&model->clean, (unsigned)i) : NULL;

    if (range != NULL)
        *address = range->start;
    return range != NULL;
}

/* A click into the right list means that list; the keyboard, which is in column
 * 0, takes what the row has. */
static bool locate(const struct view_context *context, struct view_place place, uint64_t *address)
{
    const struct model *model = context->model;
    struct entry_widths widths = find_widths(context);

    if (!widths.beside) {
        size_t raw = count_list(&model->raw);
        return place.row <= raw ? place.row > 0 && locate_raw(model, place.row - 1, address)
                                : locate_clean(model, place.row - raw - 2, address);
    }
    if (place.col > find_middle(&widths))
        return locate_clean(model, place.row, address);
    return locate_raw(model, place.row, address) || locate_clean(model, place.row, address);
}

const struct view *view_e820_get(void)
{
    static const struct view view = {"e820", false, count_rows, draw, summarise, locate, NULL};

    return &view;
}
