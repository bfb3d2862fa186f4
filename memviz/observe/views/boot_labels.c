#include "memviz/observe/views/boot_labels.h"

#include <float.h>

/* Places are tried on a raster as fine as this. */
#define STEP  4.0
#define SPACE 1.5

static bool overlaps(const struct picture_box *a, const struct picture_box *b)
{
    return a->x < b->x + b->width + SPACE && b->x < a->x + a->width + SPACE &&
           a->y < b->y + b->height + SPACE && b->y < a->y + a->height + SPACE;
}

static bool is_free(const struct boot_labels *labels, const struct picture_box *box)
{
    for (unsigned i = 0; i < labels->count; i++)
        if (overlaps(&labels->list[i], box))
            return false;
    return true;
}

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

bool boot_labels_place(struct boot_labels *labels, struct picture_box *box, struct picture_box area)
{
    struct picture_box wanted = *box;
    double nearest = DBL_MAX;

    wanted.x = clamp(wanted.x, area.x, area.x + area.width - wanted.width);
    wanted.y = clamp(wanted.y, area.y, area.y + area.height - wanted.height);
    if (labels->count == BOOT_LABELS_MAX)
        return false;
    *box = wanted;
    bool placed = is_free(labels, &wanted);
    for (double y = area.y; !placed && y + wanted.height <= area.y + area.height; y += STEP) {
        for (double x = area.x; x + wanted.width <= area.x + area.width; x += STEP) {
            struct picture_box at = {x, y, wanted.width, wanted.height};
            double distance = (x - wanted.x) * (x - wanted.x) + (y - wanted.y) * (y - wanted.y);
            if (distance < nearest && is_free(labels, &at)) {
                nearest = distance;
                *box = at;
            }
        }
    }
    placed = placed || nearest < DBL_MAX;
    if (placed)
        labels->list[labels->count++] = *box;
    return placed;
}
