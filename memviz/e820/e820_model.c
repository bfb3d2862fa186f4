#include "memviz/e820/e820_model.h"

#include <string.h>

/* The length of the list is known at once: it is complete when the last has come. */
static bool put_raw(struct model *model, const struct e820_report *report)
{
    bool good = true;

    for (size_t i = 0; i < report->raw_count; i++) {
        const struct e820_entry *entry = &report->map->raw[i];
        good = indexed_put(&model->raw, (unsigned)i, (unsigned)report->raw_count, entry) && good;
    }
    return good;
}

static bool put_clean(struct model *model, const struct e820_report *report)
{
    bool good = true;

    for (size_t i = 0; i < report->clean_count; i++) {
        const struct e820_range *range = &report->clean[i];
        good =
            indexed_put(&model->clean, (unsigned)i, (unsigned)report->clean_count, range) && good;
    }
    return good;
}

/* No kernel and no frames: the views then show what a map alone tells. */
struct model *e820_model_create(const struct e820_report *report)
{
    struct model *model = model_create();

    if (model == NULL)
        return NULL;
    model->map.known = true;
    model->map.truncated = report->truncated;
    strcpy(model->map.source, "e820");
    if (!put_raw(model, report) || !put_clean(model, report)) {
        model_destroy(model);
        return NULL;
    }
    return model;
}
