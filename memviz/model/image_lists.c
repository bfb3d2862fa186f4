#include "memviz/model/image_lists.h"

#include <string.h>

static void pass_raw(struct archive *archive, void *item)
{
    struct e820_entry *entry = item;

    archive_pass_u64(archive, &entry->base);
    archive_pass_u64(archive, &entry->length);
    archive_pass_u32(archive, &entry->type);
    archive_pass_u32(archive, &entry->attr);
}

static void pass_clean(struct archive *archive, void *item)
{
    struct e820_range *range = item;

    archive_pass_u64(archive, &range->start);
    archive_pass_u64(archive, &range->last);
    archive_pass_u32(archive, &range->type);
}

static void pass_region(struct archive *archive, void *item)
{
    struct model_region *region = item;

    archive_pass_u64(archive, &region->start);
    archive_pass_u64(archive, &region->end);
    ARCHIVE_PASS_TEXT(archive, region->symbol);
    ARCHIVE_PASS_TEXT(archive, region->what);
    archive_pass_bool(archive, &region->alive);
}

static void pass_mark(struct archive *archive, void *item)
{
    struct model_mark *mark = item;

    ARCHIVE_PASS_TEXT(archive, mark->symbol);
    archive_pass_u64(archive, &mark->at);
}

static void pass_alloc(struct archive *archive, void *item)
{
    struct model_alloc *alloc = item;

    archive_pass_u64(archive, &alloc->start);
    archive_pass_u64(archive, &alloc->size);
    ARCHIVE_PASS_TEXT(archive, alloc->tag);
}

static void pass_owner(struct archive *archive, void *item)
{
    struct model_owner *owner = item;

    archive_pass_u64(archive, &owner->start);
    archive_pass_u64(archive, &owner->end);
    ARCHIVE_PASS_TEXT(archive, owner->tag);
}

/* Room for the largest of them. */
union list_item {
    struct e820_entry raw;
    struct e820_range clean;
    struct model_region region;
    struct model_mark mark;
    struct model_alloc alloc;
    struct model_owner owner;
};

/* An entry that is known, with its index in front. */
static void pass_entry(struct archive *archive, struct indexed *list, unsigned *i,
                       void (*pass)(struct archive *archive, void *item))
{
    union list_item item = {0};

    archive_pass_u32(archive, i);
    if (!archive->loading)
        memcpy(&item, indexed_get(list, *i), list->item_size);
    pass(archive, &item);
    if (archive->loading && archive->ok)
        archive->ok = indexed_put(list, *i, list->of, &item);
}

/* Gaps are part of the state: an image of a list that is still arriving must be
 * as incomplete. */
static void pass_list(struct archive *archive, struct indexed *list,
                      void (*pass)(struct archive *archive, void *item))
{
    uint32_t of = list->of;
    uint32_t count = list->known_count;

    archive_pass_u32(archive, &of);
    archive_pass_u32(archive, &count);
    list->of = of;
    unsigned i = 0;
    while (count > 0 && archive->ok) {
        while (!archive->loading && indexed_get(list, i) == NULL)
            i++;
        pass_entry(archive, list, &i, pass);
        i++;
        count--;
    }
}

void image_lists_pass(struct archive *archive, struct model *model)
{
    pass_list(archive, &model->raw, pass_raw);
    pass_list(archive, &model->clean, pass_clean);
    pass_list(archive, &model->regions, pass_region);
    pass_list(archive, &model->marks, pass_mark);
    pass_list(archive, &model->allocs, pass_alloc);
    archive_pass_bool(archive, &model->owners_known);
    pass_list(archive, &model->owners, pass_owner);
}
