#include "memviz/observe/views/boot_bands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/observe/trace/address_range.h"

/* Untouched memory of up to this size does not end a band. Firmware is scattered, and
 * above 1 MiB memory is given out by pages, so there it is more. */
#define GAP_MAX      0x1000u
#define GAP_MAX_HIGH 0x10000u
#define HIGH         0xc0000u

/* The height of a band of 256 bytes, which two lines of small text fit into, and what
 * each doubling adds. */
#define HEIGHT_MIN  32.0
#define HEIGHT_MORE 3.0
#define HEIGHT_GAP  5.0

#define BORDERS_MAX (2 * (DOC_ROWS_MAX + 8u))

/* Where a PC keeps something of its own, whatever runs. */
static const struct {
    uint64_t start;
    uint64_t end;
    const char *name;
} places[] = {{0, 0x400, "interrupt vectors"},
              {0x400, 0x500, "BIOS data"},
              {0xa0000, 0xc0000, "video memory"},
              {0xc0000, 0x100000, "firmware"}};

struct borders {
    uint64_t list[BORDERS_MAX];
    size_t count;
};

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static void list_borders(struct borders *borders, const struct layout *layout)
{
    borders->count = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        borders->list[borders->count++] = places[i].start;
        borders->list[borders->count++] = places[i].end;
    }
    for (size_t i = 0; layout != NULL && i < layout->doc.row_count; i++) {
        borders->list[borders->count++] = layout->doc.rows[i].at.start;
        borders->list[borders->count++] = layout->doc.rows[i].at.end;
    }
    qsort(borders->list, borders->count, sizeof borders->list[0], compare);
}

/* The first border above an address. */
static uint64_t find_border(const struct borders *borders, uint64_t address)
{
    for (size_t i = 0; i < borders->count; i++)
        if (borders->list[i] > address)
            return borders->list[i];
    return UINT64_MAX;
}

/* Joins the two neighbours that together span the least memory. */
static void join_smallest(struct boot_band *list, unsigned *count)
{
    unsigned best = 0;

    for (unsigned i = 0; i + 1 < *count; i++)
        if (list[i + 1].end - list[i].start < list[best + 1].end - list[best].start)
            best = i;
    list[best].end = list[best + 1].end;
    memmove(&list[best + 1], &list[best + 2], (*count - best - 2) * sizeof list[0]);
    --*count;
}

/* Adds a range to the band before it, unless a border or much untouched memory
 * lies between them. */
static void add_range(struct boot_band *list, unsigned *count, const struct borders *borders,
                      struct address_range range)
{
    struct boot_band *last = *count > 0 ? &list[*count - 1] : NULL;

    if (last != NULL && range.start - last->end <= (range.start < HIGH ? GAP_MAX : GAP_MAX_HIGH) &&
        find_border(borders, last->end - 1) > range.start) {
        last->end = range.end;
        return;
    }
    if (*count == BOOT_BANDS_MAX)
        join_smallest(list, count);
    list[(*count)++] = (struct boot_band){.start = range.start, .end = range.end};
}

static void append_name(struct boot_band *band, const char *name)
{
    size_t used = strlen(band->name);

    if (strstr(band->name, name) != NULL)
        return;
    snprintf(band->name + used, sizeof band->name - used, "%s%s", used > 0 ? ", " : "", name);
}

static void name_band(struct boot_band *band, const struct layout *layout)
{
    for (size_t i = 0; layout != NULL && i < layout->doc.row_count; i++) {
        const struct doc_row *row = &layout->doc.rows[i];
        if (row->at.start < band->end && row->at.end > band->start)
            append_name(band, row->symbol);
    }
    for (size_t i = 0; band->name[0] == '\0' && i < sizeof places / sizeof places[0]; i++)
        if (band->start >= places[i].start && band->end <= places[i].end)
            append_name(band, places[i].name);
}

static void place_bands(struct boot_bands *bands)
{
    double y = 0;

    for (unsigned i = 0; i < bands->count; i++) {
        struct boot_band *band = &bands->list[i];
        double height = HEIGHT_MIN;
        for (uint64_t size = HEAT_LOW_CELL; size < band->end - band->start; size *= 2)
            height += HEIGHT_MORE;
        band->top = y;
        band->bottom = y + height;
        y += height + HEIGHT_GAP;
    }
    bands->height = y > 0 ? y - HEIGHT_GAP : 0;
}

bool boot_bands_make(struct boot_bands *bands, const struct heat *heat, const struct layout *layout)
{
    struct borders *borders = malloc(sizeof *borders);

    *bands = (struct boot_bands){.count = 0};
    if (borders == NULL)
        return false;
    list_borders(borders, layout);
    for (uint64_t at = heat_find_touched(heat, 0); at != UINT64_MAX;) {
        uint64_t end = heat_cell_start(heat, at) + heat_cell_size(heat, at);
        uint64_t border = find_border(borders, at);
        uint64_t stop = border < end ? border : end;
        add_range(bands->list, &bands->count, borders, (struct address_range){at, stop});
        at = stop < end ? stop : heat_find_touched(heat, end);
    }
    free(borders);
    for (unsigned i = 0; i < bands->count; i++)
        name_band(&bands->list[i], layout);
    place_bands(bands);
    return true;
}

unsigned boot_bands_find(const struct boot_bands *bands, uint64_t address)
{
    unsigned low = 0;
    unsigned high = bands->count;

    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (bands->list[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
