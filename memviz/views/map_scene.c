#include "memviz/views/map_scene.h"

#include <string.h>

#include "memviz/memory/memory.h"
#include "memviz/screen/text.h"
#include "memviz/views/map_cells.h"

#define ADDRESS_WIDTH 8u

/* Rows around the map: the strip and the ruler above it, the letters below it. In a pane of a
 * few rows the map has them all but one. */
#define LEGEND_FROM 6u
#define RULER_FROM  12u

/* Rows that the letters take at most where the map leaves them. */
#define LEGEND_ROWS_MAX 5u

/* Addresses above 4 GiB take more digits, which cells then have to spare. */
static unsigned find_address_width(uint64_t end)
{
    char text[TEXT_NUMBER_SIZE];

    text_format_hex(text, end);
    return strlen(text) > ADDRESS_WIDTH ? (unsigned)strlen(text) : ADDRESS_WIDTH;
}

void map_scene_build(struct map_scene *scene, const struct view_context *context)
{
    memory_index_build(&scene->index, context->model);
    scene->index.by_owner = context->by_owner;
    if (context->by_owner)
        map_owners_build(&scene->owners, context->model);
    scene->address_width = find_address_width(scene->index.all_end);
    scene->head_rows = context->rows >= RULER_FROM ? 2 : 1;
    scene->legend_rows = context->rows >= LEGEND_FROM ? 1 : 0;
    unsigned taken = scene->address_width + 1;
    unsigned around = scene->head_rows + scene->legend_rows;
    struct map_frame frame = {.cols = context->cols > taken ? context->cols - taken : 1,
                              .rows = context->rows > around ? context->rows - around : 1,
                              .magnify = context->magnify,
                              .center = context->center};
    map_rows_build(&scene->map, &scene->index, &frame);
    /* One row stays blank between the map and the letters. */
    size_t left = frame.rows > scene->map.count ? frame.rows - scene->map.count : 0;
    if (scene->legend_rows > 0 && left > 1)
        scene->legend_rows += left - 1 < LEGEND_ROWS_MAX ? (unsigned)left - 1 : LEGEND_ROWS_MAX;
}

struct cell map_scene_get_cell(const struct map_scene *scene, const struct view_context *context,
                               const uint64_t range[2])
{
    struct cell cell = map_cells_classify(&scene->index, range, context->glyphs);

    /* Digits are owners here, also in ASCII, where they are levels else. */
    if (context->by_owner && cell.role == ROLE_USED &&
        !map_owners_classify(&scene->owners, range, &cell))
        cell.ch = context->glyphs->full;
    if (context->mark != NULL)
        cell = map_cells_show_difference(
            cell, map_cells_compare(context->model, range, context->mark), context->glyphs);
    else if (map_cells_changed(context->model, range, context->fresh))
        cell.role = ROLE_CHANGED;
    if (context->cursor >= range[0] && context->cursor < range[1])
        cell.role = ROLE_SELECTED;
    return cell;
}
