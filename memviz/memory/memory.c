#include "memviz/memory/memory.h"

#include "kernel/core/units.h"
#include "memviz/model/owners.h"

#define BLOCK_SIZE (FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE)

/* What a range of the map is where the frames do not tell more. */
enum memory_kind memory_get_mapped_kind(uint32_t type)
{
    static const enum memory_kind kinds[] = {
        [E820_FREE] = MEMORY_RAM, [E820_RESERVED] = MEMORY_FIRMWARE, [E820_ACPI] = MEMORY_ACPI,
        [E820_NVS] = MEMORY_NVS,  [E820_UNUSABLE] = MEMORY_UNUSABLE,
    };

    return kinds[e820_type_mapped(type)];
}

static enum memory_kind find_mapped_kind(const struct memory_index *index, uint64_t address)
{
    const struct e820_range *range = memory_find_range(index, address);

    /* Without a whole map, silence says nothing. */
    if (range == NULL)
        return index->map_known ? MEMORY_NONE : MEMORY_UNKNOWN;
    return memory_get_mapped_kind(range->type);
}

/* Reserved frames belong to someone: the kernel, the heap, a region, the map. */
static enum memory_kind find_reserved_kind(const struct memory_index *index, uint64_t address)
{
    const struct model *model = index->model;

    if (address >= index->kernel_start && address < index->kernel_end)
        return MEMORY_KERNEL;
    if (model->heap.known && address >= model->heap.start && address < model->heap.end)
        return address < model->heap.cursor ? MEMORY_HEAP : MEMORY_HEAP_LEFT;
    if (address < MIB && regions_find(&index->regions, address) != NULL)
        return MEMORY_REGION;
    enum memory_kind mapped = find_mapped_kind(index, address);
    return mapped == MEMORY_RAM ? MEMORY_RESERVED : mapped;
}

/* Beyond the managed frames the map tells, and below 1 MiB the regions do. */
static enum memory_kind find_unmanaged_kind(const struct memory_index *index, uint64_t address)
{
    bool region = address < MIB && regions_find(&index->regions, address) != NULL;

    return region ? MEMORY_REGION : find_mapped_kind(index, address);
}

/* What the frame bitmap says counts first: it is what the kernel acts on. */
enum memory_kind memory_find_kind(const struct memory_index *index, uint64_t address)
{
    if (address >= index->managed_end)
        return find_unmanaged_kind(index, address);
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

/* The managed frames that [start, last] meets, outwards to whole ones: what is
 * smaller than a frame shows that one's state. */
static struct frame_counts count_frames(const struct memory_index *index, uint64_t start,
                                        uint64_t last)
{
    if (start >= index->managed_end)
        return (struct frame_counts){{0}};
    last = last < index->managed_end ? last : index->managed_end - 1;
    return framemap_count(&index->model->frames, (uint32_t)(start / FRAMEMAP_FRAME_SIZE),
                          (uint32_t)(last / FRAMEMAP_FRAME_SIZE) + 1);
}

/* The kinds from address on up to last, between which no bound lies: there all
 * reserved memory is alike, and so is all that is not managed. */
static unsigned survey_alike(const struct memory_index *index, uint64_t address, uint64_t last,
                             struct frame_counts *frames)
{
    struct frame_counts counts = count_frames(index, address, last);

    *frames = counts;
    if (address >= index->managed_end)
        return 1u << find_unmanaged_kind(index, address);
    return (counts.of[FRAME_FREE] > 0 ? 1u << MEMORY_FREE : 0) |
           (counts.of[FRAME_USED] > 0 ? 1u << MEMORY_USED : 0) |
           (counts.of[FRAME_UNKNOWN] > 0 ? 1u << MEMORY_UNKNOWN : 0) |
           (counts.of[FRAME_RESERVED] > 0 ? 1u << find_reserved_kind(index, address) : 0);
}

/* Sums are of whole blocks: the first byte of each block that the stretch meets
 * tells of all of it. */
static bool meets_corrupt(const struct memory_index *index, uint64_t start, uint64_t last)
{
    for (uint64_t at = start; at < index->managed_end && at <= last;
         at = (at / BLOCK_SIZE + 1) * BLOCK_SIZE) {
        if (model_is_corrupt(index->model, at))
            return true;
    }
    return false;
}

/* From bound to bound: a stretch of gigabytes takes a few dozen steps. Bounds may
 * lie inside a frame, so the frames of parts do not add up to those of the whole,
 * which are counted where there are several parts. */
struct memory_survey memory_survey(const struct memory_index *index, uint64_t start, uint64_t last)
{
    struct memory_survey survey = {.kinds = 0};
    uint64_t at = start;
    uint64_t end;
    unsigned parts = 0;

    if (meets_corrupt(index, start, last))
        survey.kinds = 1u << MEMORY_CORRUPT;
    do {
        uint64_t bound = memory_index_find_bound(index, at);
        end = bound <= last && bound != UINT64_MAX ? bound - 1 : last;
        survey.kinds |= survey_alike(index, at, end, &survey.frames);
        at = bound;
        parts++;
    } while (end != last);
    if (parts > 1)
        survey.frames = count_frames(index, start, last);
    while (survey.kinds >> (survey.worst + 1) != 0)
        survey.worst++;
    return survey;
}

/* Bounds know of all but frames, of which there are a million: they are asked
 * for their run. */
uint64_t memory_find_end(const struct memory_index *index, uint64_t address, uint64_t limit)
{
    uint64_t end = memory_index_find_bound(index, address);

    end = end < limit ? end : limit;
    if (address < index->managed_end) {
        uint32_t last = (uint32_t)((end + FRAMEMAP_FRAME_SIZE - 1) / FRAMEMAP_FRAME_SIZE);
        uint32_t run = framemap_find_run_end(&index->model->frames,
                                             (uint32_t)(address / FRAMEMAP_FRAME_SIZE), last);
        end = run * FRAMEMAP_FRAME_SIZE < end ? run * FRAMEMAP_FRAME_SIZE : end;
    }
    if (index->by_owner) {
        uint64_t owner_end = owners_find_end(index->model, address);
        end = owner_end < end ? owner_end : end;
    }
    return end;
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

const char *memory_kind_name(enum memory_kind kind)
{
    static const char *const names[MEMORY_KINDS] = {
        [MEMORY_NONE] = "no memory",
        [MEMORY_FREE] = "free",
        [MEMORY_RAM] = "RAM, not managed",
        [MEMORY_ACPI] = "ACPI tables",
        [MEMORY_NVS] = "ACPI NVS",
        [MEMORY_FIRMWARE] = "reserved by the map",
        [MEMORY_UNUSABLE] = "unusable",
        [MEMORY_RESERVED] = "reserved",
        [MEMORY_REGION] = "reserved, a region",
        [MEMORY_HEAP_LEFT] = "heap, not taken",
        [MEMORY_HEAP] = "heap",
        [MEMORY_KERNEL] = "kernel image",
        [MEMORY_USED] = "used",
        [MEMORY_UNKNOWN] = "not known",
        [MEMORY_CORRUPT] = "contradicts its checksum",
    };

    return names[kind];
}
