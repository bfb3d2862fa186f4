#include "memviz/model/memory.h"

#include <stdlib.h>

#include "kernel/core/layout.h"
#include "kernel/core/units.h"

#define BLOCK_SIZE (FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE)

static void add_reported(struct memory_index *index)
{
    const struct indexed *list = &index->model->regions;

    for (unsigned i = 0; i < indexed_end(list); i++) {
        const struct model_region *region = indexed_get(list, i);
        if (region != NULL) {
            index->regions[index->region_count++] = (struct memory_region){
                region->start, region->end, region->symbol, region->what, region->alive};
        }
    }
}

/* Until a kernel reports regions the declared ones stand in, as they are at the
 * boot step that was reached last. */
static void add_declared(struct memory_index *index)
{
    unsigned step = model_last_step(index->model);
    size_t count;
    const struct layout_row *rows = layout_rows(&count);

    for (size_t i = 0; step > 0 && i < count && index->region_count < MODEL_REGION_MAX; i++) {
        index->regions[index->region_count++] =
            (struct memory_region){rows[i].start, rows[i].end, rows[i].symbol, rows[i].what,
                                   rows[i].alive_step <= step && step < rows[i].reuse_step};
    }
}

/* A region that holds others comes first: the inner one is drawn over it. */
static int compare_regions(const void *left, const void *right)
{
    const struct memory_region *a = left;
    const struct memory_region *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return a->end == b->end ? 0 : a->end > b->end ? -1 : 1;
}

/* Once a kernel has said hello its own word counts, even while it has said no
 * region yet. */
static void collect_regions(struct memory_index *index)
{
    add_reported(index);
    if (index->region_count == 0 && !index->model->hello.known)
        add_declared(index);
    qsort(index->regions, index->region_count, sizeof index->regions[0], compare_regions);
}

/* A last byte, as the kernel's own ranges have it: length 0 stands for 2^64 and
 * comes out right. */
static void collect_clean(struct memory_index *index)
{
    const struct indexed *list = &index->model->clean;

    for (unsigned i = 0; i < indexed_end(list) && index->range_count < E820_CLEAN_MAX; i++) {
        const struct model_clean *clean = indexed_get(list, i);
        if (clean != NULL) {
            index->ranges[index->range_count++] =
                (struct e820_range){clean->base, clean->base + (clean->length - 1), clean->type};
        }
    }
}

/* While the loader runs nobody has cleaned the map yet: by the kernel's rules.
 * The same function as in the kernel, compiled for the host: two implementations
 * of the rules would differ one day. */
static void clean_raw(struct memory_index *index)
{
    struct e820_entry raw[E820_RAW_MAX];
    size_t count = 0;
    const struct indexed *list = &index->model->raw;

    for (unsigned i = 0; i < indexed_end(list) && count < E820_RAW_MAX; i++) {
        const struct model_raw *entry = indexed_get(list, i);
        if (entry != NULL) {
            raw[count++] =
                (struct e820_entry){entry->base, entry->length, entry->type, entry->attr};
        }
    }
    index->range_count = e820_clean(raw, count, index->ranges);
}

/* Past the limit a stretch is taken for alike that is not, which a larger map
 * would show; nothing is written out of bounds. */
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
        if (memory_is_corrupt(index->model, start)) {
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
    for (size_t i = 0; i < index->region_count; i++) {
        add_bound(index, index->regions[i].start);
        add_bound(index, index->regions[i].end);
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
    if (index->all_end < MIB && index->region_count > 0)
        index->all_end = MIB;
}

/* Built for each frame that is drawn, from the model as it is: nothing to keep
 * in step. */
void memory_index_build(struct memory_index *index, const struct model *model)
{
    index->model = model;
    index->managed_end = model->total.known ? model->total.frames * FRAMEMAP_FRAME_SIZE : 0;
    index->region_count = 0;
    index->range_count = 0;
    index->bound_count = 0;
    collect_regions(index);
    collect_clean(index);
    if (index->range_count == 0)
        clean_raw(index);
    index->map_known = indexed_is_complete(&model->clean) || indexed_is_complete(&model->raw);
    find_all_end(index);
    collect_bounds(index);
}

static enum memory_kind find_mapped_kind(const struct memory_index *index, uint64_t address)
{
    static const enum memory_kind kinds[] = {
        [E820_FREE] = MEMORY_RAM, [E820_RESERVED] = MEMORY_FIRMWARE, [E820_ACPI] = MEMORY_ACPI,
        [E820_NVS] = MEMORY_NVS,  [E820_UNUSABLE] = MEMORY_UNUSABLE,
    };
    const struct e820_range *range = memory_find_range(index, address);

    if (range == NULL) { /* without a whole map, silence says nothing */
        return index->map_known ? MEMORY_NONE : MEMORY_UNKNOWN;
    }
    return kinds[e820_type_mapped(range->type)];
}

/* Reserved frames belong to someone: the kernel, the heap, a region, the map. */
static enum memory_kind find_reserved_kind(const struct memory_index *index, uint64_t address)
{
    const struct model *model = index->model;
    uint64_t start;
    uint64_t end;

    if (model_find_mark(model, "__k_start", &start) && model_find_mark(model, "__k_end", &end) &&
        address >= start && address < end)
        return MEMORY_KERNEL;
    if (model->heap.known && address >= model->heap.start && address < model->heap.end)
        return address < model->heap.cursor ? MEMORY_HEAP : MEMORY_HEAP_LEFT;
    if (address < MIB && memory_find_region(index, address) != NULL)
        return MEMORY_REGION;
    enum memory_kind mapped = find_mapped_kind(index, address);
    return mapped == MEMORY_RAM ? MEMORY_RESERVED : mapped;
}

/* What the frame bitmap says counts first: it is what the kernel acts on. */
enum memory_kind memory_find_kind(const struct memory_index *index, uint64_t address)
{
    if (address >= index->managed_end) {
        bool region = address < MIB && memory_find_region(index, address) != NULL;
        return region ? MEMORY_REGION : find_mapped_kind(index, address);
    }
    switch (framemap_get(&index->model->frames, (uint32_t)(address / FRAMEMAP_FRAME_SIZE))) {
    case FRAME_FREE:
        return MEMORY_FREE;
    case FRAME_USED:
        return MEMORY_USED;
    case FRAME_RESERVED:
        return find_reserved_kind(index, address);
    default:
        return MEMORY_UNKNOWN;
    }
}

uint64_t memory_find_bound(const struct memory_index *index, uint64_t address)
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

/* Bounds know of all but frames, of which there are a million: they are asked
 * for their run. */
uint64_t memory_find_end(const struct memory_index *index, uint64_t address, uint64_t limit)
{
    uint64_t end = memory_find_bound(index, address);

    end = end < limit ? end : limit;
    if (address < index->managed_end) {
        uint32_t last = (uint32_t)((end + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE);
        uint32_t run = framemap_find_run_end(&index->model->frames,
                                             (uint32_t)(address / FRAMEMAP_FRAME_SIZE), last);
        end = run * FRAMEMAP_FRAME_SIZE < end ? run * FRAMEMAP_FRAME_SIZE : end;
    }
    return end;
}

/* The smallest that holds it: the heap inside its row is more telling than the
 * row. */
const struct memory_region *memory_find_region(const struct memory_index *index, uint64_t address)
{
    const struct memory_region *found = NULL;

    for (size_t i = 0; i < index->region_count; i++) {
        const struct memory_region *region = &index->regions[i];
        if (address >= region->start && address < region->end &&
            (found == NULL || region->end - region->start < found->end - found->start))
            found = region;
    }
    return found;
}

const struct e820_range *memory_find_range(const struct memory_index *index, uint64_t address)
{
    return e820_find(index->ranges, index->range_count, address);
}

/* By halves: the heap only grows, so allocations come in order of their address. */
bool memory_find_alloc(const struct model *model, uint64_t address, unsigned *number)
{
    unsigned low = 0;
    unsigned high = indexed_end(&model->allocs);

    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        const struct model_alloc *alloc = indexed_get(&model->allocs, middle);
        /* One that has not come is taken for the end of what can be searched. */
        if (alloc == NULL || alloc->start > address)
            high = middle;
        else
            low = middle + 1;
    }
    *number = low - 1;
    return low > 0;
}

/* While frames of a block are missing its checksum says nothing. Those past the
 * end do not exist. */
static bool is_known(const struct model *model, uint64_t block)
{
    uint64_t end = (block + 1) * FRAMEMAP_BLOCK_FRAMES;
    uint64_t beyond = end > model->total.frames ? end - model->total.frames : 0;

    return model->frames.blocks[block].of[FRAME_UNKNOWN] <= beyond;
}

/* Only where both sums are known and of the same frames: a block that is still
 * being sent differs rightly. */
bool memory_is_corrupt(const struct model *model, uint64_t address)
{
    uint64_t block = address / BLOCK_SIZE;

    if (block >= FRAMEMAP_BLOCKS)
        return false;
    const struct model_sum *sum = &model->sums[block];
    return sum->said && sum->computed && sum->own_crc != sum->crc && is_known(model, block);
}

const char *memory_kind_name(enum memory_kind kind)
{
    static const char *const names[MEMORY_KINDS] = {
        [MEMORY_NONE] = "no memory",
        [MEMORY_FREE] = "free",
        [MEMORY_RAM] = "RAM, not managed",
        [MEMORY_ACPI] = "ACPI tables",
        [MEMORY_NVS] = "ACPI NVS",
        [MEMORY_UNUSABLE] = "unusable",
        [MEMORY_FIRMWARE] = "reserved by the map",
        [MEMORY_RESERVED] = "reserved",
        [MEMORY_REGION] = "reserved, a region",
        [MEMORY_HEAP_LEFT] = "heap, not taken",
        [MEMORY_HEAP] = "heap",
        [MEMORY_KERNEL] = "kernel image",
        [MEMORY_USED] = "used",
        [MEMORY_UNKNOWN] = "not known",
    };

    return names[kind];
}
