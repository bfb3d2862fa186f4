#include "memviz/memory/memory_index.h"

#include <stdlib.h>

#include "kernel/core/units.h"

#define BLOCK_SIZE (FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE)

/* Gaps in what has come are closed: readers of the index want none. */
static void collect_raw(struct memory_index *index)
{
    const struct indexed *list = &index->model->raw;

    for (unsigned i = 0; i < indexed_end(list); i++) {
        const struct e820_entry *entry = indexed_get(list, i);
        if (entry != NULL)
            index->raw[index->raw_count++] = *entry;
    }
}

static void collect_clean(struct memory_index *index)
{
    const struct indexed *list = &index->model->clean;

    for (unsigned i = 0; i < indexed_end(list); i++) {
        const struct e820_range *range = indexed_get(list, i);
        if (range != NULL)
            index->ranges[index->range_count++] = *range;
    }
}

/* While the loader runs nobody has cleaned the map yet. It is cleaned here by the
 * kernel's own function, compiled for the host: two implementations of the rules
 * would differ one day. It reads no more entries than the kernel's buffer holds,
 * and a map of a part of them would be wrong. */
static void collect_map(struct memory_index *index)
{
    bool whole = indexed_is_complete(&index->model->clean);

    collect_raw(index);
    collect_clean(index);
    if (index->range_count == 0 && index->raw_count <= E820_RAW_MAX) {
        index->computed = true;
        index->range_count = e820_clean(index->raw, index->raw_count, index->ranges);
        whole = whole || indexed_is_complete(&index->model->raw);
    }
    index->map_known = whole;
}

/* There is room for every bound there can be; the check keeps a mistake in that
 * sum from writing out of bounds. */
static void add_bound(struct memory_index *index, uint64_t bound)
{
    if (index->bound_count < MEMORY_BOUNDS_MAX)
        index->bounds[index->bound_count++] = bound;
}

static int compare_bounds(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return a == b ? 0 : a < b ? -1 : 1;
}

/* What is shown in a cell of its own must begin one. */
static void add_marks(struct memory_index *index)
{
    const struct model *model = index->model;

    for (unsigned i = 0; i < indexed_end(&model->marks); i++) {
        const struct model_mark *mark = indexed_get(&model->marks, i);
        if (mark != NULL)
            add_bound(index, mark->at);
    }
    if (model->heap.known) {
        add_bound(index, model->heap.start);
        add_bound(index, model->heap.cursor);
        add_bound(index, model->heap.end);
    }
    if (model->fault.known) {
        add_bound(index, model->fault.eip);
        add_bound(index, model->fault.has_address ? model->fault.address : model->fault.eip);
    }
}

/* A damaged block is a region of its own for as long as it is one. */
static void add_blocks(struct memory_index *index)
{
    for (uint64_t start = 0; start < index->managed_end; start += BLOCK_SIZE) {
        if (model_is_corrupt(index->model, start)) {
            add_bound(index, start);
            add_bound(index, start + BLOCK_SIZE);
        }
    }
}

/* Every address at which something begins or ends, sorted, each once: between
 * two of them all reserved memory is alike, and a map of gigabytes is classified
 * in a few dozen steps. */
static void collect_bounds(struct memory_index *index)
{
    for (size_t i = 0; i < index->regions.count; i++) {
        add_bound(index, index->regions.items[i].start);
        add_bound(index, index->regions.items[i].end);
    }
    for (size_t i = 0; i < index->range_count; i++) {
        add_bound(index, index->ranges[i].start);
        add_bound(index, index->ranges[i].last + 1);
    }
    add_marks(index);
    add_blocks(index);
    add_bound(index, MIB);
    add_bound(index, index->managed_end);
    qsort(index->bounds, index->bound_count, sizeof index->bounds[0], compare_bounds);
    size_t kept = 0;
    for (size_t i = 0; i < index->bound_count; i++) {
        if (kept == 0 || index->bounds[kept - 1] != index->bounds[i])
            index->bounds[kept++] = index->bounds[i];
    }
    index->bound_count = kept;
}

/* A range that reaches the top of the address space has no end in 64 bits: its
 * last byte stays out of sight. */
static void find_all_end(struct memory_index *index)
{
    index->all_end = index->managed_end;
    for (size_t i = 0; i < index->range_count; i++) {
        uint64_t last = index->ranges[i].last;
        uint64_t end = last == UINT64_MAX ? last : last + 1;
        index->all_end = end > index->all_end ? end : index->all_end;
    }
    if (index->all_end < MIB && index->regions.count > 0)
        index->all_end = MIB;
}

/* Where only one end is known, nothing is. */
static void find_kernel(struct memory_index *index)
{
    const struct model *model = index->model;

    if (!model_find_mark(model, "__k_start", &index->kernel_start) ||
        !model_find_mark(model, "__k_end", &index->kernel_end))
        index->kernel_start = index->kernel_end = 0;
}

/* Built for each frame that is drawn, from the model as it is: nothing to keep
 * in step. */
void memory_index_build(struct memory_index *index, const struct model *model)
{
    index->model = model;
    index->managed_end = model->total.known ? model->total.frames * FRAMEMAP_FRAME_SIZE : 0;
    index->raw_count = 0;
    index->range_count = 0;
    index->computed = false;
    index->by_owner = false;
    index->bound_count = 0;
    regions_build(&index->regions, model);
    collect_map(index);
    find_kernel(index);
    find_all_end(index);
    collect_bounds(index);
}

uint64_t memory_index_find_bound(const struct memory_index *index, uint64_t address)
{
    size_t low = 0;
    size_t high = index->bound_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (index->bounds[middle] > address)
            high = middle;
        else
            low = middle + 1;
    }
    return low < index->bound_count ? index->bounds[low] : UINT64_MAX;
}
