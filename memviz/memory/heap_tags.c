#include "memviz/memory/heap_tags.h"

#include <stdlib.h>
#include <string.h>

/* A kernel has a dozen tags. Past the limit they are summed: the total must stay
 * right. */
static struct heap_tag *find_tag(struct heap_tags *tags, const char *name)
{
    for (size_t i = 0; i < tags->count; i++) {
        if (strcmp(tags->tags[i].tag, name) == 0)
            return &tags->tags[i];
    }
    if (tags->count == HEAP_TAGS_MAX) {
        tags->tags[HEAP_TAGS_MAX - 1].tag = "(others)";
        return &tags->tags[HEAP_TAGS_MAX - 1];
    }
    tags->tags[tags->count] = (struct heap_tag){.tag = name};
    return &tags->tags[tags->count++];
}

/* The larger first; of two of the same size the one that came first by name. */
static int compare_tags(const void *left, const void *right)
{
    const struct heap_tag *a = left;
    const struct heap_tag *b = right;

    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return strcmp(a->tag, b->tag);
}

/* The names stay those in the model, so the sums are good for one frame. */
void heap_tags_build(struct heap_tags *tags, const struct model *model)
{
    tags->count = 0;
    tags->total = 0;
    for (unsigned i = 0; i < indexed_end(&model->allocs); i++) {
        const struct model_alloc *alloc = indexed_get(&model->allocs, i);
        if (alloc != NULL) {
            struct heap_tag *tag = find_tag(tags, alloc->tag);
            tag->count++;
            tag->size += alloc->size;
            tags->total += alloc->size;
        }
    }
    qsort(tags->tags, tags->count, sizeof tags->tags[0], compare_tags);
}
