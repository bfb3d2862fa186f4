/*
 * The e820 map: raw entries on the left, clean ranges on the right, and bands
 * from each entry to the ranges that it made.
 */
#include "memviz/picture/sheet_map.h"

#include <stdio.h>
#include <string.h>

/* A box of two lines, range and kind; with many entries both share one. */
#define ROW_HEIGHT  38.0
#define LOW_HEIGHT  24.0 /* of a row where there are many */
#define MANY        14u
#define ROW_GAP     4.0
#define BOX_SHARE   0.41 /* of the width */
#define HEAD_HEIGHT 34.0

/* The page's part that is being drawn, so that it need not be passed one by one. */
struct map {
    struct sheet *sheet;
    struct picture_box area;
    double row;   /* height of a row */
    bool single;  /* one line a row */
    double width; /* of a box */
};

/* Boxes are all of one height and not to scale: a page of 4 KiB beside a
 * gigabyte would vanish, and it is what one looks for. */
static struct picture_box get_box(const struct map *map, bool clean, size_t i)
{
    double left = clean ? map->area.x + map->area.width - map->width : map->area.x;
    double top = map->area.y + HEAD_HEIGHT + (double)i * map->row;

    return (struct picture_box){left, top, map->width, map->row - ROW_GAP};
}

/* What a box says: a range, and what it is. */
static void draw_box(struct map *map, struct picture_box box, enum memory_kind kind_of,
                     const char *const texts[2])
{
    struct picture *picture = map->sheet->picture;
    struct picture_look look = sheet_memory_look(kind_of);

    look.stroke = INK_RULE;
    picture_add_rect(picture, box, look);
    enum picture_ink ink = picture_get_ink_on(look.fill);
    struct picture_style range = sheet_style(PICTURE_MONO, SHEET_SMALL, PICTURE_LEFT);
    struct picture_style kind = sheet_style(PICTURE_SANS, SHEET_SMALL - 0.5, PICTURE_LEFT);
    range.ink = kind.ink = ink;
    range.room = kind.room = box.width - 12;
    double middle = box.y + box.height / 2;
    if (!map->single) {
        picture_add_text(picture, (struct picture_point){box.x + 6, middle - 7.5}, &range,
                         texts[0]);
        picture_add_text(picture, (struct picture_point){box.x + 6, middle + 8}, &kind, texts[1]);
        return;
    }
    range.room = box.width * 0.66;
    double used =
        picture_add_text(picture, (struct picture_point){box.x + 6, middle}, &range, texts[0]);
    kind.room = box.width - 12 - used - 8;
    kind.anchor = PICTURE_RIGHT;
    picture_add_text(picture, (struct picture_point){box.x + box.width - 6, middle}, &kind,
                     texts[1]);
}

/* An ignored entry stays in its place: the numbers of the others refer to it. */
static void draw_raw(struct map *map, size_t i)
{
    const struct e820_entry *entry = &map->sheet->index.raw[i];
    char range[SHEET_RANGE_SIZE];
    char kind[96];
    bool ignored = e820_entry_ignored(entry);

    if (entry->length == 0)
        snprintf(range, sizeof range, "0x%llx, empty", (unsigned long long)entry->base);
    else
        sheet_format_range(range, entry->base, e820_entry_last(entry));
    snprintf(kind, sizeof kind, "type %u, %s%s", entry->type, e820_type_name(entry->type),
             ignored ? ", ignored" : "");
    const char *const texts[2] = {range, kind};
    draw_box(map, get_box(map, false, i),
             ignored ? MEMORY_NONE : sheet_memory_map_kind(entry->type), texts);
}

/* Why a range is as it is, in a word or two each. */
static void format_reasons(char *text, size_t size, unsigned reasons)
{
    static const struct {
        unsigned flag;
        const char *word;
    } words[] = {
        {E820_WHY_UNKNOWN_TYPE, "unknown type"},
        {E820_WHY_CLIPPED, "clipped"},
        {E820_WHY_MERGED, "merged"},
        {E820_WHY_TRIMMED, "trimmed"},
        {E820_WHY_WON, "overlap won"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if ((reasons & words[i].flag) != 0) {
            strncat(text, ", ", size - strlen(text) - 1);
            strncat(text, words[i].word, size - strlen(text) - 1);
        }
    }
}

/* Coloured by its type; where raw and clean differ in colour, a rule was applied. */
static void draw_clean(struct map *map, size_t i)
{
    const struct memory_index *index = &map->sheet->index;
    const struct e820_range *clean = &index->ranges[i];
    char range[SHEET_RANGE_SIZE];
    char kind[160];
    char size[SHEET_RANGE_SIZE];

    sheet_format_range(range, clean->start, clean->last);
    sheet_format_extent(size, clean->start, clean->last);
    unsigned reasons = e820_range_reasons(index->raw, index->raw_count, clean);
    bool several = (reasons & (reasons - 1)) != 0;
    /* The reasons matter more than the size, which the range tells as well. */
    snprintf(kind, sizeof kind, "%s%s%s", e820_type_name(clean->type), several ? "" : ", ",
             several ? "" : size);
    format_reasons(kind, sizeof kind, reasons);
    const char *const texts[2] = {range, kind};
    draw_box(map, get_box(map, true, i), sheet_memory_map_kind(clean->type), texts);
}

/* From an entry to a range it made; a line where it lost to another. */
static void draw_join(struct map *map, size_t raw, size_t clean)
{
    const struct memory_index *index = &map->sheet->index;
    enum e820_part part = e820_entry_part(&index->raw[raw], &index->ranges[clean]);

    if (part == E820_PART_NONE)
        return;
    struct picture_box from = get_box(map, false, raw);
    struct picture_box to = get_box(map, true, clean);
    double left = from.x + from.width;
    if (part == E820_PART_LOSER) {
        picture_add_line(map->sheet->picture,
                         (struct picture_point){left, from.y + from.height / 2},
                         (struct picture_point){to.x, to.y + to.height / 2}, INK_RULE);
        return;
    }
    const struct picture_point points[4] = {{left, from.y + 4},
                                            {to.x, to.y + 4},
                                            {to.x, to.y + to.height - 4},
                                            {left, from.y + from.height - 4}};
    struct picture_look look = sheet_memory_look(sheet_memory_map_kind(index->ranges[clean].type));
    look.stroke = INK_RULE;
    picture_add_quad(map->sheet->picture, points, look);
}

/* Returns whether a line of draw_join() has to be explained. */
static bool has_loser(const struct memory_index *index)
{
    for (size_t raw = 0; raw < index->raw_count; raw++) {
        for (size_t clean = 0; clean < index->range_count; clean++) {
            if (e820_entry_part(&index->raw[raw], &index->ranges[clean]) == E820_PART_LOSER)
                return true;
        }
    }
    return false;
}

/* The head reads "computed here" where no kernel has sent its own clean map. */
static void draw_heads(struct map *map)
{
    const struct memory_index *index = &map->sheet->index;
    const struct model *model = map->sheet->model;
    char text[128];

    snprintf(text, sizeof text, "%s map", model->map.known ? model->map.source : "e820");
    sheet_add_head(map->sheet, map->area.x, map->area.y, text);
    struct picture_style style = sheet_style(PICTURE_SANS, SHEET_SMALL, PICTURE_RIGHT);
    style.ink = INK_MUTED;
    style.room = map->area.width - 120;
    snprintf(text, sizeof text, "%zu raw%s \xc2\xb7 %zu clean%s%s", index->raw_count,
             model->map.known && model->map.truncated ? ", TRUNCATED" : "", index->range_count,
             index->computed ? ", computed here" : "",
             has_loser(index) ? " \xc2\xb7 lines: where an entry lost" : "");
    picture_add_text(map->sheet->picture,
                     (struct picture_point){map->area.x + map->area.width, map->area.y}, &style,
                     text);
}

/* Bands first, boxes over them. */
double sheet_draw_map(struct sheet *sheet, struct picture_box area)
{
    const struct memory_index *index = &sheet->index;
    size_t rows = index->raw_count > index->range_count ? index->raw_count : index->range_count;
    struct map map = {sheet, area, rows > MANY ? LOW_HEIGHT : ROW_HEIGHT, rows > MANY,
                      area.width * BOX_SHARE};

    if (rows == 0)
        return area.y;
    draw_heads(&map);
    for (size_t raw = 0; raw < index->raw_count; raw++) {
        for (size_t clean = 0; clean < index->range_count; clean++)
            draw_join(&map, raw, clean);
    }
    for (size_t i = 0; i < index->raw_count; i++)
        draw_raw(&map, i);
    for (size_t i = 0; i < index->range_count; i++)
        draw_clean(&map, i);
    return area.y + HEAD_HEIGHT + (double)rows * map.row;
}
