#include "memviz/model/owners.h"

#include <stdlib.h>
#include <string.h>

#include "memviz/model/framemap.h"
#include "memviz/stream/fields.h"

/* A table without runs is known to be empty, which is more than not to know it. */
static bool apply_empty(struct model *model)
{
    indexed_clear(&model->owners);
    model->owners_known = true;
    return true;
}

bool owners_apply(struct model *model, const struct members *members)
{
    uint32_t i;
    uint32_t of;
    struct model_owner owner;

    if (!fields_get_number(members, "i", &i) || !fields_get_number(members, "of", &of))
        return false;
    if (of == 0)
        return i == 0 && apply_empty(model);
    if (!fields_get_hex(members, "start", &owner.start) ||
        !fields_get_hex(members, "end", &owner.end) || owner.start > owner.end ||
        !fields_get_text(members, "tag", owner.tag, sizeof owner.tag) ||
        !indexed_put(&model->owners, i, of, &owner))
        return false;
    model->owners_known = true;
    return true;
}

bool owners_are_complete(const struct model *model)
{
    return model->owners_known && (model->owners.of == 0 || indexed_is_complete(&model->owners));
}

/* In the order of their addresses, and each known: then a search by halves finds it. A list with
 * gaps is short-lived, and is looked through from its start. */
unsigned owners_find_first(const struct model *model, uint64_t address)
{
    unsigned low = 0;
    unsigned high = indexed_end(&model->owners);

    if (!indexed_is_complete(&model->owners))
        return 0;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        const struct model_owner *owner = indexed_get(&model->owners, middle);
        if (owner->end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct model_owner *owners_find(const struct model *model, uint64_t address)
{
    for (unsigned i = owners_find_first(model, address); i < indexed_end(&model->owners); i++) {
        const struct model_owner *owner = indexed_get(&model->owners, i);
        if (owner != NULL && address >= owner->start && address < owner->end)
            return owner;
        if (owner != NULL && owner->start > address && indexed_is_complete(&model->owners))
            break;
    }
    return NULL;
}

uint64_t owners_find_end(const struct model *model, uint64_t address)
{
    uint64_t nearest = UINT64_MAX;

    for (unsigned i = owners_find_first(model, address); i < indexed_end(&model->owners); i++) {
        const struct model_owner *owner = indexed_get(&model->owners, i);
        if (owner == NULL || owner->end <= address)
            continue;
        uint64_t end = owner->start > address ? owner->start : owner->end;
        nearest = end < nearest ? end : nearest;
        if (indexed_is_complete(&model->owners))
            break;
    }
    return nearest;
}

static struct owner_sum *find_sum(struct owner_sums *sums, const char *tag, uint64_t start)
{
    for (size_t i = 0; i < sums->count; i++) {
        if (strcmp(sums->sums[i].tag, tag) == 0)
            return &sums->sums[i];
    }
    if (sums->count == OWNER_SUMS_MAX) {
        sums->sums[OWNER_SUMS_MAX - 1].tag = "(others)";
        return &sums->sums[OWNER_SUMS_MAX - 1];
    }
    sums->sums[sums->count] = (struct owner_sum){.tag = tag, .lowest = start};
    return &sums->sums[sums->count++];
}

/* Frames past the end of what the kernel manages have no state and count for nobody. */
static uint64_t count_used(const struct model *model, uint64_t start, uint64_t end)
{
    uint64_t managed = (uint64_t)(model->total.known ? model->total.frames : 0);
    uint64_t first = start / FRAMEMAP_FRAME_SIZE;
    uint64_t last = end / FRAMEMAP_FRAME_SIZE + (end % FRAMEMAP_FRAME_SIZE != 0);

    last = last < managed ? last : managed;
    if (first >= last)
        return 0;
    return framemap_count(&model->frames, (uint32_t)first, (uint32_t)last).of[FRAME_USED];
}

static int compare_by_tag(const void *left, const void *right)
{
    return strcmp(((const struct owner_sum *)left)->tag, ((const struct owner_sum *)right)->tag);
}

static int compare_by_frames(const void *left, const void *right)
{
    const struct owner_sum *a = left;
    const struct owner_sum *b = right;

    if (a->frames != b->frames)
        return a->frames > b->frames ? -1 : 1;
    return compare_by_tag(left, right);
}

static int compare_by_runs(const void *left, const void *right)
{
    const struct owner_sum *a = left;
    const struct owner_sum *b = right;

    if (a->runs != b->runs)
        return a->runs > b->runs ? -1 : 1;
    return compare_by_tag(left, right);
}

static int compare_by_address(const void *left, const void *right)
{
    const struct owner_sum *a = left;
    const struct owner_sum *b = right;

    if (a->lowest != b->lowest)
        return a->lowest < b->lowest ? -1 : 1;
    return compare_by_tag(left, right);
}

void owners_sum(struct owner_sums *sums, const struct model *model, enum owner_order order)
{
    static int (*const compare[OWNER_ORDERS])(const void *, const void *) = {
        [OWNERS_BY_FRAMES] = compare_by_frames,
        [OWNERS_BY_RUNS] = compare_by_runs,
        [OWNERS_BY_TAG] = compare_by_tag,
        [OWNERS_BY_ADDRESS] = compare_by_address,
    };
    uint64_t owned = 0;

    sums->count = 0;
    for (unsigned i = 0; i < indexed_end(&model->owners); i++) {
        const struct model_owner *owner = indexed_get(&model->owners, i);
        if (owner == NULL)
            continue;
        struct owner_sum *sum = find_sum(sums, owner->tag, owner->start);
        uint64_t frames = count_used(model, owner->start, owner->end);
        sum->runs++;
        sum->frames += frames;
        owned += frames;
    }
    if (model->total.known && model->total.used > owned)
        find_sum(sums, OWNERS_NOBODY, UINT64_MAX)->frames += model->total.used - owned;
    qsort(sums->sums, sums->count, sizeof sums->sums[0], compare[order]);
}
