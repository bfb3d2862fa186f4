#include "memviz/views/map_text.h"

#include <stdio.h>
#include <string.h>

#include "memviz/screen/text.h"
#include "memviz/views/map_cells.h"

void map_text_draw_address(struct pen *pen, const struct map_scene *scene, uint64_t address)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, address);
    pen->role = ROLE_DIM;
    pen_right(pen, scene->address_width, text);
    pen_text(pen, " ");
}

static void draw_region_mark(struct pen *pen, const struct view_context *context,
                             const struct region *region)
{
    pen->role = region->alive ? ROLE_ALIVE : ROLE_REUSABLE;
    pen_put(pen, region->alive ? context->glyphs->alive : context->glyphs->reusable);
    pen_text(pen, " ");
}

/* As many names as there is room for, and how many there are. */
static void draw_shared_label(struct pen *pen, const struct view_context *context,
                              const struct map_row *row)
{
    char text[TEXT_NUMBER_SIZE];

    snprintf(text, sizeof text, "%zu regions:", row->regions);
    pen_text_as(pen, ROLE_DIM, text);
    for (size_t i = 0; i < row->regions; i++) {
        const struct region *region = &row->region[i];
        if (text_width(region->symbol) + 4 > pen_room(pen)) {
            pen_put(pen, ' ');
            pen_put(pen, context->glyphs->ellipsis);
            return;
        }
        pen_text(pen, " ");
        pen_text_as(pen, region->alive ? ROLE_ALIVE : ROLE_REUSABLE, region->symbol);
    }
}

void map_text_draw_label(struct pen *pen, const struct view_context *context,
                         const struct map_scene *scene, const struct map_row *row)
{
    map_text_draw_address(pen, scene, row->start);
    const struct region *region = row->region;
    if (row->regions > 1) {
        draw_shared_label(pen, context, row);
        return;
    }
    draw_region_mark(pen, context, region);
    pen_text_as(pen, ROLE_SYMBOL, region->symbol);
    char text[TEXT_NUMBER_SIZE];
    text_format_hex(text, region->end);
    pen->role = ROLE_DIM;
    pen_text(pen, " to ");
    pen_text(pen, text);
    if (pen_room(pen) > 12) {
        pen_text(pen, "  ");
        pen_left(pen, pen_room(pen), region->what);
    }
}

/* A mark in every so many cells that the distances fit between them; a distance stands to the
 * right of its mark, which is the cell it belongs to. */
void map_text_draw_ruler(struct pen *pen, const struct map_scene *scene)
{
    const struct map_rows *map = &scene->map;
    unsigned start = pen->col + scene->address_width + 1;
    unsigned step = 8;

    pen->role = ROLE_DIM;
    for (unsigned i = 0; map->count > 0 && i + step <= map->per_row; i += step) {
        char text[TEXT_NUMBER_SIZE];
        text_format_size(text, map->per_cell * i);
        pen->col = start + i;
        pen_text(pen, "+");
        pen_text(pen, i == 0 ? "0" : text);
    }
}

/* Only whole entries are written: half a word would explain nothing. */
static bool draw_entry(struct pen *pen, const struct cell *cell, const char *what)
{
    if (pen_room(pen) < text_width(what) + 3)
        return false;
    pen_text(pen, " ");
    pen->role = cell->role;
    pen_put(pen, cell->ch);
    pen_text(pen, " ");
    pen_text_as(pen, ROLE_DIM, what);
    return true;
}

/* Owners come first where the map is coloured by them: they are what is asked for. */
size_t map_text_draw_legend(struct pen *pen, const struct view_context *context,
                            const struct map_scene *scene, size_t first)
{
    size_t owners = context->by_owner ? scene->owners.sums.count : 0;
    size_t start = map_cells_start_legend(context->mark != NULL);
    size_t end = owners + map_cells_count_legend() - start;

    if (first == 0) {
        char size[TEXT_NUMBER_SIZE];
        text_format_size(size, scene->map.per_cell);
        pen_text_as(pen, ROLE_DIM, "cell ");
        pen_text(pen, scene->map.count == 0 ? "-" : size);
    }
    for (size_t i = first; i < end; i++) {
        struct memory_look look = {{0}, NULL};
        if (i < owners) {
            look.what = scene->owners.sums.sums[i].tag;
            look.cell = map_owners_get(&scene->owners, look.what);
        } else {
            look = map_cells_get_legend(start + i - owners, pen->grid->glyphs);
        }
        if (!draw_entry(pen, &look.cell, look.what))
            return i;
    }
    return end;
}
